import { InputError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { withEpisode } from "./path.js";

export const remove = defineCommand({
  words: "delete <episode>",
  describe: "Delete a recording, or all recordings of a folder",
  builder: (parser) =>
    withEpisode(parser)
      .option("yes", { type: "boolean", default: false, describe: "Do not ask" })
      .example(
        "$0 recordings delete recordings/person-000004.json",
        "one episode: its JSON file and its frame sheet",
      ),
  async run({ episode, yes }, { confirm }) {
    const { deleteRecording, findRecordings } = await import("../../recordings/recording-folder.js");
    const files = await findRecordings(episode);
    if (files.length === 0) throw new InputError(`${episode}: expected recordings, got a folder without any`);
    const count = files.length === 1 ? files[0] : `${files.length} recordings in ${episode}`;
    if (!yes && !(await confirm(`Delete ${count}?`, "--yes")))
      return { json: { deleted: [] }, text: "Nothing deleted." };
    for (const file of files) await deleteRecording(file);
    return { json: { deleted: files }, text: `Deleted ${count}.` };
  },
});

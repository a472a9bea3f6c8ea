import { defineCommand } from "../command.js";
import { formatTable } from "../table.js";
import { reasonOf, withPath } from "./path.js";

export const list = defineCommand({
  words: "list [path]",
  describe: "List the recordings of a folder",
  builder: (parser) =>
    withPath(parser)
      .example("$0 recordings list", "the recordings in ./recordings")
      .example("$0 recordings list laps --json", "the same of another folder, for programs"),
  async run({ path }) {
    const { findRecordings, readRecording } = await import("../../recordings/recording-folder.js");
    const { describeAgent, summarise } = await import("../../recordings/summary.js");
    const summaries = [];
    const damaged = [];
    for (const file of await findRecordings(path)) {
      try {
        summaries.push(await summarise(file, await readRecording(file)));
      } catch (error) {
        damaged.push({ file, reason: reasonOf(error, file) });
      }
    }
    const table = formatTable(
      ["name", "environment", "seed", "steps", "return", "agent", "created", "KiB"],
      summaries.map((each) => [
        each.name,
        each.environment.id,
        each.seed,
        each.steps,
        Number(each.return.toFixed(1)),
        describeAgent(each.agent),
        each.created.slice(0, 16).replace("T", " "),
        Math.ceil(each.bytes / 1024),
      ]),
    );
    return {
      json: { path, recordings: summaries, damaged },
      text: summaries.length > 0 ? table : `No recordings in ${path}.`,
      ...(damaged.length > 0 && { failure: damaged.map(({ reason }) => reason).join("; ") }),
    };
  },
});

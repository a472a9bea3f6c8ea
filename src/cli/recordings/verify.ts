import { InputError } from "../../errors.js";
import { defineCommand } from "../command.js";
import { loadModule, moduleOption, reasonOf, withPath } from "./path.js";

export const verify = defineCommand({
  words: "verify [path]",
  describe: "Prove recordings: replay them and compare every reward and every frame",
  builder: (parser) =>
    withPath(parser)
      .option("env", moduleOption)
      .example("$0 recordings verify", "all in ./recordings")
      .example("$0 recordings verify laps/expert-fast-000003.json", "one episode"),
  async run({ path, env }, { progress, signal }) {
    const { findRecordings } = await import("../../recordings/recording-folder.js");
    const { verifyRecording } = await import("../../recordings/verify.js");
    await loadModule(env);
    const files = await findRecordings(path);
    if (files.length === 0) throw new InputError(`${path}: expected recordings, got a folder without any`);
    const wrong: { file: string; difference: string }[] = [];
    const display = progress({ title: "Verifying", total: files.length, unit: "episodes" });
    let done = 0;
    try {
      for (const file of files) {
        if (signal.aborted) break;
        const difference = await verifyRecording(file).catch((error) => reasonOf(error, file));
        if (difference) wrong.push({ file, difference });
        display.update(++done, file);
      }
    } finally {
      display.stop();
    }
    return {
      json: { path, verified: done - wrong.length, wrong, interrupted: signal.aborted },
      text: `${done - wrong.length} of ${files.length} recordings are true: their replay gives the same rewards and frames.`,
      ...(wrong.length > 0 && { failure: wrong.map(({ difference }) => difference).join("; ") }),
    };
  },
});

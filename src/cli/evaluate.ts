import { InputError } from "../errors.js";
import { defineCommand } from "./command.js";
import { physicsOption, threadsOption } from "./common-options.js";
import { countOption, pathOption } from "./options.js";
import { formatScores } from "./scores.js";

/** Tracks for tests start here, far from those that recordings and searches use. */
export const TEST_TRACKS = 20_000;

/** `evaluate`: measures a policy on what it was never fitted to. */
export const evaluate = defineCommand({
  words: "evaluate",
  describe: "Measure a policy: accuracy on the test set, or agreement and return on unseen tracks",
  builder: (parser) =>
    parser
      .option("policy", {
        demandOption: true,
        requiresArg: true,
        coerce: pathOption("policy", "a policy file"),
        describe: "Policy file to measure",
      })
      .option("tracks", {
        default: 20,
        requiresArg: true,
        coerce: countOption("tracks"),
        describe: "Number of unseen tracks to drive",
      })
      .option("first-track", {
        default: TEST_TRACKS,
        requiresArg: true,
        coerce: countOption("first-track", 0),
        describe: "Seed of the first of these tracks; the others follow",
      })
      .option("physics", physicsOption)
      .option("threads", threadsOption)
      .example("$0 evaluate --policy best.json --tracks 100", "drive 100 unseen tracks"),
  async run({ policy: path, tracks, firstTrack, physics, threads }, session) {
    const { readPolicy } = await import("../networks/policy-file.js");
    const { loadTask } = await import("../tasks/tasks.js");
    const policy = await readPolicy(path);
    const task = await loadTask(policy.task).catch((error: Error) => {
      throw new InputError(`${path}: ${error.message}`);
    });
    const display = session.progress({ title: "Evaluating", total: 100, unit: "percent" });
    const { scores, details } = await task
      .evaluate(policy, {
        tracks: Array.from({ length: tracks }, (_, index) => firstTrack + index),
        physics,
        threads,
        signal: session.signal,
        onProgress: (done, total, note) => display.update((100 * done) / total, note),
      })
      .finally(display.stop);
    return { json: { policy: path, task: task.name, scores, ...details }, text: formatScores(scores) };
  },
});

import { FIRST_TRACK, tracksFrom } from "../rollout/seeds.js";
import { defineCommand } from "./command.js";
import { physicsOption, threadsOption } from "./common-options.js";
import { readMeasurable } from "./measurable.js";
import { countOption, pathOption, seedOption } from "./options.js";
import { formatScores } from "./scores.js";

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
        describe: "Policy file to measure; or a family file: its members vote",
      })
      .option("tracks", {
        default: 20,
        requiresArg: true,
        coerce: countOption("tracks"),
        describe: "Number of unseen tracks to drive",
      })
      .option("first-track", {
        default: FIRST_TRACK.tested,
        requiresArg: true,
        coerce: seedOption("first-track"),
        describe: "Seed of the first of these tracks; the others follow",
      })
      .option("physics", physicsOption)
      .option("threads", threadsOption)
      .example("$0 evaluate --policy best.json --tracks 100", "drive 100 unseen tracks"),
  async run({ policy: path, tracks, firstTrack, physics, threads }, session) {
    const { task, evaluate } = await readMeasurable(path);
    const { onProgress, stop } = session.follow("Evaluating", "laps");
    const { scores, details } = await evaluate({
      tracks: tracksFrom(firstTrack, tracks),
      physics,
      threads,
      signal: session.signal,
      onProgress,
    }).finally(stop);
    return {
      json: { policy: path, task: task.name, sees: task.sees, scores, ...details },
      text: formatScores(scores, task.sees),
    };
  },
});

import { FIRST_SEED, seedsFrom } from "../rollout/seeds.js";
import { clusterOption, withWorkers } from "./cluster-option.js";
import { defineCommand } from "./command.js";
import { threadsOption } from "./common-options.js";
import {
  ENV_OPTIONS,
  envOption,
  envOptionsOption,
  expectNoneForDataSet,
  overridesOf,
  physicsOption,
} from "./env-option.js";
import { readMeasurable } from "./measurable.js";
import { countOption, pathOption, seedOption } from "./options.js";
import { formatScores, subjectOf } from "./scores.js";
import { taskOption } from "./task-data.js";

const EPISODES = 20;

/** `evaluate`: measures a policy on what it was never fitted to. */
export const evaluate = defineCommand({
  words: "evaluate",
  describe: "Measure a policy: return and agreement on unseen seeds, or accuracy on the test set",
  builder: (parser) =>
    parser
      .option("policy", {
        demandOption: true,
        requiresArg: true,
        coerce: pathOption("policy", "a policy file"),
        describe: "Policy file to measure; or a family file: its members vote",
      })
      .option("episodes", {
        alias: "tracks",
        requiresArg: true,
        coerce: countOption("episodes"),
        describe: `Episodes to run, one for each seed (default: ${EPISODES})`,
      })
      .option("first-seed", {
        alias: "first-track",
        requiresArg: true,
        coerce: seedOption("first-seed"),
        describe: `Seed of the first episode; the others follow (default: ${FIRST_SEED.test})`,
      })
      .option("task", {
        ...taskOption,
        describe:
          "The policy's data set, where it is a module of yours that does not lie in this folder or below",
      })
      .option("env", envOption)
      .option("env-options", envOptionsOption)
      .option("physics", physicsOption)
      .option("threads", threadsOption)
      .option("cluster", clusterOption)
      .example(
        "$0 evaluate --policy best.json --episodes 100",
        "100 episodes on seeds that nothing else uses",
      )
      .example(
        "$0 evaluate --policy best.json --env-options '{\"domainRandomize\":true}'",
        "the same in other colours",
      )
      .example(
        "$0 evaluate --policy best.json --cluster redis://gym:6379",
        "with the help of other machines",
      ),
  async run(options, session) {
    const { policy: path, episodes = EPISODES, firstSeed = FIRST_SEED.test } = options;
    const { task, evaluate } = await readMeasurable(path, options);
    if (!task.env) expectNoneForDataSet(["episodes", "firstSeed", ...ENV_OPTIONS], options, task.name);
    const { onProgress, stop } = session.follow("Evaluating", task.env ? "episodes" : "networks");
    const { scores, details } = await withWorkers(options, session, (workers) =>
      evaluate({
        ...workers,
        seeds: seedsFrom(firstSeed, episodes),
        envOptions: overridesOf(options),
        signal: session.signal,
        onProgress,
      }),
    ).finally(stop);
    return {
      json: {
        ...{ policy: path, ...subjectOf(task), observes: task.observes },
        ...{ scores, ...details },
      },
      text: formatScores(scores, task.observes),
    };
  },
});

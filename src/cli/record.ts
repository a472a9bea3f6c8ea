import { InputError } from "../errors.js";
import { clusterOption } from "./cluster-option.js";
import { defineCommand } from "./command.js";
import { openOption, pageOption } from "./common-options.js";
import { envOption, envOptionsOption, physicsOption } from "./env-option.js";
import { choiceOption, countOption, pathOption, refuseUnused } from "./options.js";
import { noiseOf, type RecordOptions } from "./record/options.js";
import { RECORDINGS } from "./recordings/path.js";

const INTERVENTIONS = ["person", "expert"] as const;

/** `record`: demonstrations by a person in the browser, by the scripted expert or by a policy. */
export const record = defineCommand<RecordOptions>({
  words: "record",
  describe: "Record demonstrations: yours in the browser, the expert's or a policy's",
  builder: (parser) =>
    parser
      .option("env", envOption)
      .option("env-options", envOptionsOption)
      .option("expert", { type: "boolean", describe: "Let the environment's scripted expert act" })
      .option("policy", {
        requiresArg: true,
        coerce: pathOption("policy", "a policy file"),
        describe: "Let this policy act",
      })
      .option("style", {
        type: "string",
        requiresArg: true,
        describe: "Which expert, where there are several: for the default environment teacher or fast",
      })
      .option("noise", {
        type: "boolean",
        describe:
          "Change actions in short bursts, where the adapter has such noise; labels keep what was wanted",
      })
      .option("recovery", {
        type: "boolean",
        describe: "Change actions wildly: how to get out of spins and slides",
      })
      .option("relabel", {
        type: "boolean",
        describe:
          "With --policy: record what the expert would have done in each step, to learn from (DAgger)",
      })
      .option("takeover", {
        requiresArg: true,
        coerce: choiceOption("takeover", INTERVENTIONS),
        describe:
          "With --policy, in the browser: it acts, and you (person) or the expert take over where it errs; " +
          "the recording marks the interventions",
      })
      .option("episodes", {
        default: 10,
        requiresArg: true,
        coerce: countOption("episodes"),
        describe: "Episodes that the folder shall hold in the end; a stopped session goes on where it was",
      })
      .option("out", {
        default: RECORDINGS,
        requiresArg: true,
        coerce: pathOption("out", "a folder"),
        describe: "Folder for the recordings; made when missing",
      })
      .option("physics", physicsOption)
      .option("port", pageOption)
      .option("open", openOption)
      .option("cluster", clusterOption)
      .conflicts("expert", "policy")
      .conflicts("noise", "recovery")
      .example("$0 record", "act yourself, in the browser")
      .example("$0 record --env CartPole-v1 --expert --episodes 20 --out demos", "the expert of CartPole")
      .example("$0 record --expert --episodes 60 --noise --out laps", "what `train` learns from")
      .example("$0 record --expert --recovery --seed 2000 --out laps", "spins and slides, and the way back")
      .example(
        "$0 record --policy policy.json --relabel --seed 2000 --out laps",
        "its states, the expert's actions",
      )
      .example("$0 record --policy policy.json --takeover person", "the policy acts, you correct it")
      .epilogue("Episode k begins with the seed --seed + k, from k = 0 on."),
  async run(options, session) {
    const { policy, takeover } = options;
    if (takeover && policy === undefined) {
      throw new InputError("option --takeover: expected together with --policy, got it without");
    }
    if (policy === undefined) refuseUnused(options, ["relabel"], "together with --policy", "without");
    const hasExpert = options.expert || options.relabel;
    if (!hasExpert) refuseUnused(options, ["style"], "together with --expert or --relabel", "without");
    const isProgram = options.expert || (policy !== undefined && !takeover);
    const noise = noiseOf(options);
    if (noise && !isProgram) {
      throw new InputError(`option --${noise}: expected together with --expert or --policy, got it without`);
    }
    if (isProgram) refuseUnused(options, ["port"], "for the page", "with --expert or --policy");
    else refuseUnused(options, ["relabel"], "without --takeover", "with both");
    if (options.cluster && !isProgram) {
      throw new InputError("option --cluster: expected together with --expert or --policy, got it without");
    }
    if (isProgram) return (await import("./record/by-program.js")).byProgram(options, session);
    return (await import("./record/by-person.js")).byPerson(options, session);
  },
});

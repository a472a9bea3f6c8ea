import { InputError } from "../errors.js";
import { STYLES, type Style } from "../recordings/demonstrator.js";
import type { Corrector } from "../viewers/web/protocol.js";
import { defineCommand } from "./command.js";
import { pageOption, physicsOption } from "./common-options.js";
import { choiceOption, countOption, pathOption } from "./options.js";
import { burstsOf, type RecordOptions } from "./record/options.js";
import { RECORDINGS } from "./recordings/path.js";

const CORRECTORS = ["person", "expert"] as const satisfies readonly Corrector[];
const STYLE_NAMES = Object.keys(STYLES) as Style[];

/** `record`: demonstrations by a person in the browser, by the scripted expert or by a policy. */
export const record = defineCommand<RecordOptions>({
  words: "record",
  describe: "Record demonstrations: yours in the browser, the expert's or a policy's",
  builder: (parser) =>
    parser
      .option("expert", { type: "boolean", describe: "Let the scripted expert drive" })
      .option("policy", {
        requiresArg: true,
        coerce: pathOption("policy", "a policy file"),
        describe: "Let this policy drive",
      })
      .option("style", {
        default: "teacher" as Style,
        requiresArg: true,
        coerce: choiceOption("style", STYLE_NAMES),
        describe: "The expert's style. teacher: needs nothing outside the picture. fast: higher returns",
      })
      .option("noise", {
        type: "boolean",
        describe:
          "Push the driver off its line in short bursts; the recording keeps what it wanted as labels",
      })
      .option("recovery", {
        type: "boolean",
        describe: "Throw the driver off the road in wild bursts: how to get out of spins and slides",
      })
      .option("relabel", {
        type: "boolean",
        describe:
          "With --policy: record what the expert would have done in each step, to learn from (DAgger)",
      })
      .option("takeover", {
        requiresArg: true,
        coerce: choiceOption("takeover", CORRECTORS),
        describe:
          "With --policy, in the browser: it drives, and you (person) or the expert take the wheel where it errs; " +
          "the recording marks the corrections",
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
      .conflicts("expert", "policy")
      .conflicts("noise", "recovery")
      .example("$0 record", "drive yourself, in the browser")
      .example("$0 record --expert --episodes 60 --noise --out laps", "what `train` learns to drive from")
      .example("$0 record --expert --recovery --seed 2000 --out laps", "spins and slides, and the way back")
      .example(
        "$0 record --policy policy.json --relabel --seed 2000 --out laps",
        "its states, the expert's actions",
      )
      .example("$0 record --policy policy.json --takeover person", "the policy drives, you correct it")
      .epilogue("Episode k is driven on the track of --seed + k, from k = 0 on."),
  async run(options, session) {
    const { policy, takeover } = options;
    if (takeover && policy === undefined) {
      throw new InputError("option --takeover: expected together with --policy, got it without");
    }
    const isProgram = options.expert || (policy !== undefined && !takeover);
    const bursts = burstsOf(options);
    if (bursts && !isProgram) {
      throw new InputError(`option --${bursts}: expected together with --expert or --policy, got it without`);
    }
    if (isProgram) return (await import("./record/by-program.js")).byProgram(options, session);
    return (await import("./record/by-person.js")).byPerson(options, session);
  },
});

import type { PHYSICS } from "../../envs/car-racing/physics/load.js";
import { InputError } from "../errors.js";
import type { Bursts } from "../recordings/bursts.js";
import { type Demonstrator, STYLES, type Style } from "../recordings/demonstrator.js";
import type { Recording } from "../recordings/recording.js";
import type { Corrector, RecordState } from "../web/protocol.js";
import { defineCommand, type GlobalOptions, type Outcome } from "./command.js";
import { pageOption, physicsOption } from "./common-options.js";
import { choiceOption, countOption, pathOption } from "./options.js";
import { readDriver } from "./policy.js";
import { formatAmount } from "./progress.js";
import { RECORDINGS } from "./recordings/path.js";
import type { Session } from "./session.js";

const CORRECTORS = ["person", "expert"] as const satisfies readonly Corrector[];
const STYLE_NAMES = Object.keys(STYLES) as Style[];

interface RecordOptions extends GlobalOptions {
  readonly expert?: boolean;
  readonly policy?: string;
  readonly style: Style;
  readonly noise?: boolean;
  readonly recovery?: boolean;
  readonly relabel?: boolean;
  readonly takeover?: Corrector;
  readonly episodes: number;
  readonly out: string;
  readonly physics: (typeof PHYSICS)[number];
  readonly port?: number;
}

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
    return isProgram ? byProgram(options, session) : byPerson(options, session);
  },
});

/** Lets the expert or a policy drive every track that it has not driven yet. */
async function byProgram(options: RecordOptions, session: Session): Promise<Outcome> {
  const { env, environment } = await makeRace(options);
  const { demonstrator, close } = await demonstratorOf(options, env.unwrapped);
  try {
    return await into(options.out, () => driveAll(options, session, { env, environment, demonstrator }));
  } finally {
    close();
    env.close();
  }
}

/** Does the recording while nobody else records into the folder, which is made when missing. */
async function into(folder: string, work: () => Promise<Outcome>): Promise<Outcome> {
  const { prepareFolder } = await import("../recordings/recording-folder.js");
  const { aloneIn } = await import("../recordings/folder-lock.js");
  await prepareFolder(folder);
  return aloneIn(folder, work);
}

async function driveAll(
  options: RecordOptions,
  session: Session,
  { env, environment, demonstrator }: Awaited<ReturnType<typeof makeRace>> & Pick<Open, "demonstrator">,
): Promise<Outcome> {
  const { recordedBefore, recordLaps } = await import("../recordings/record-laps.js");
  const { out: folder } = options;
  const before = await recordedBefore(folder, demonstrator.driver, environment);
  const driven = new Set(before.map(({ seed }) => seed));
  const tracks = Array.from({ length: options.episodes }, (_, k) => options.seed + k);
  const seeds = tracks.filter((seed) => !driven.has(seed));
  const start = tracks.length - seeds.length;
  const display = session.progress({ title: "Recording", total: tracks.length, unit: "episodes", start });
  const began = performance.now();
  const files = await recordLaps({
    ...{ env, environment, demonstrator, folder, seeds, signal: session.signal },
    onProgress: ({ laps, steps }) => {
      const rate = (1000 * steps) / (performance.now() - began);
      display.update(start + laps, `${formatAmount(rate)} steps/s`);
    },
  }).finally(() => display.stop());
  const held = await recordedBefore(folder, demonstrator.driver, environment);
  return outcome(options, session, files, held);
}

/** Serves the page where a person drives, or corrects a policy. */
async function byPerson(options: RecordOptions, session: Session): Promise<Outcome> {
  const { recordedBefore } = await import("../recordings/record-laps.js");
  const { serveRecorder } = await import("../web/recorder.js");
  const { out: folder } = options;
  const { driver, policy } = await wheelOf(options);
  const { env, environment } = await makeRace(options);
  const files: string[] = [];
  try {
    return await into(folder, async () => {
      const serving = await serveRecorder({
        ...{ env, environment, driver, policy, folder, wanted: options.episodes, seed: options.seed },
        onSaved: (file) => files.push(file),
        signal: session.signal,
        port: options.port,
      });
      session.note(`Open ${serving.url} to drive. Ctrl-C ends.`);
      await serving.closed;
      return outcome(options, session, files, await recordedBefore(folder, driver, environment));
    });
  } finally {
    env.close();
  }
}

/** Who drives in the page: a person, or a policy that is corrected. */
async function wheelOf({ policy: file, takeover }: RecordOptions): Promise<{
  readonly driver: Recording["driver"];
  readonly policy?: RecordState["policy"];
}> {
  if (file === undefined || !takeover) return { driver: { kind: "person", name: "" } };
  const { basename } = await import("node:path");
  const { formatPolicy, readPolicy, weightsHash } = await import("../networks/policy-file.js");
  const policy = await readPolicy(file);
  if (policy.task !== "car-racing") {
    throw new InputError(`${file}: expected a policy for car-racing, got one for ${policy.task}`);
  }
  const name = basename(file, ".json");
  const corrector = takeover === "person" ? "a person" : "the expert";
  return {
    driver: {
      kind: "policy",
      name: `${name} ${weightsHash(policy.network).slice(0, 8)} corrected by ${corrector}`,
    },
    policy: { name, text: formatPolicy(policy), corrector: takeover },
  };
}

/** What the folder holds in the end. The command itself resumes a stopped session. */
async function outcome(
  { episodes, out }: RecordOptions,
  { signal }: Session,
  files: string[],
  held: Recording[],
): Promise<Outcome> {
  const { returnOf } = await import("../recordings/recording.js");
  const returns = held.map(returnOf);
  const mean = returns.reduce((sum, value) => sum + value, 0) / returns.length;
  const interrupted = signal.aborted;
  const least = Math.min(...returns);
  const scores = held.length > 0 ? `: mean return ${mean.toFixed(1)}, least ${least.toFixed(1)}` : "";
  const summary = `Recorded ${files.length} new, ${out} holds ${held.length} of this driver${scores}.`;
  const resume = `Stopped at ${held.length} of ${episodes} episodes. The same command goes on from there.`;
  return {
    json: {
      ...{ folder: out, episodes, recorded: files, interrupted },
      held: held.map(({ seed, actions }, i) => ({ seed, steps: actions.length, return: returns[i] })),
      ...(held.length > 0 && { meanReturn: mean, leastReturn: least }),
    },
    text: interrupted ? `${summary}\n${resume}` : summary,
  };
}

async function makeRace({ physics }: RecordOptions) {
  const { make } = await import("../../envs/index.js");
  const environment = { id: "CarRacing-v3", options: { physics } } as const;
  return { env: await make(environment.id, environment.options), environment };
}

type Race = ConstructorParameters<typeof import("../recordings/demonstrator.js").ExpertDemonstrator>[0];

interface Open {
  readonly demonstrator: Demonstrator;
  close(): void;
}

async function demonstratorOf(options: RecordOptions, env: Race): Promise<Open> {
  const { DisturbedDemonstrator } = await import("../recordings/demonstrator.js");
  const { demonstrator, close } = await calmDemonstratorOf(options, env);
  const bursts = burstsOf(options);
  return { demonstrator: bursts ? new DisturbedDemonstrator(demonstrator, bursts) : demonstrator, close };
}

function burstsOf({ noise, recovery }: RecordOptions): Bursts | undefined {
  return noise ? "noise" : recovery ? "recovery" : undefined;
}

async function calmDemonstratorOf({ policy: file, style, relabel }: RecordOptions, env: Race): Promise<Open> {
  const { ExpertDemonstrator, PolicyDemonstrator, STYLES } = await import("../recordings/demonstrator.js");
  if (file === undefined) return { demonstrator: new ExpertDemonstrator(env, style), close() {} };
  const { basename } = await import("node:path");
  const { weightsHash } = await import("../networks/policy-file.js");
  const { policy, driver } = await readDriver(file, env);
  const name = `${basename(file, ".json")} ${weightsHash(policy.network).slice(0, 8)}`;
  const { Expert } = await import("../../envs/car-racing/expert.js");
  const teacher = relabel ? new Expert(env, STYLES[style]) : undefined;
  const demonstrator = new PolicyDemonstrator(name, (observation) => driver.act(observation), teacher);
  return { demonstrator, close: () => driver.close() };
}

import { Expert } from "../../../envs/box2d/car-racing/expert.js";
import type { Car } from "../../policies/network-policy.js";
import {
  type Demonstrator,
  DisturbedDemonstrator,
  ExpertDemonstrator,
  PolicyDemonstrator,
  STYLES,
} from "../../recordings/demonstrator.js";
import { aloneIn } from "../../recordings/folder-lock.js";
import { missingLaps, recordedBefore, recordLaps } from "../../recordings/record-episodes.js";
import { tracksFrom } from "../../rollout/seeds.js";
import type { Outcome } from "../command.js";
import { readDriver } from "../policy.js";
import { formatAmount } from "../progress.js";
import type { Session } from "../session.js";
import { burstsOf, type RecordOptions } from "./options.js";
import { outcome } from "./outcome.js";
import { makeRace, nameOf, type Race } from "./race.js";

/** Lets the expert or a policy drive every track that it has not driven yet. */
export async function byProgram(options: RecordOptions, session: Session): Promise<Outcome> {
  const { env, environment } = await makeRace(options);
  const { demonstrator, close } = await demonstratorOf(options, env.unwrapped);
  try {
    return await aloneIn(options.out, () => driveAll(options, session, { env, environment, demonstrator }));
  } finally {
    close();
    env.close();
  }
}

async function driveAll(
  options: RecordOptions,
  session: Session,
  { env, environment, demonstrator }: Race & Pick<Open, "demonstrator">,
): Promise<Outcome> {
  const { out: folder } = options;
  const tracks = tracksFrom(options.seed, options.episodes);
  const seeds = await missingLaps(tracks, folder, demonstrator.driver, environment);
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

interface Open {
  readonly demonstrator: Demonstrator;
  close(): void;
}

async function demonstratorOf(options: RecordOptions, car: Car): Promise<Open> {
  const { demonstrator, close } = await calmDemonstratorOf(options, car);
  const bursts = burstsOf(options);
  return { demonstrator: bursts ? new DisturbedDemonstrator(demonstrator, bursts) : demonstrator, close };
}

async function calmDemonstratorOf({ policy: file, style, relabel }: RecordOptions, car: Car): Promise<Open> {
  if (file === undefined) return { demonstrator: new ExpertDemonstrator(car, style), close() {} };
  const { policy, driver } = await readDriver(file, car);
  const teacher = relabel ? new Expert(car, STYLES[style]) : undefined;
  const act = (observation: Uint8Array) => driver.act(observation);
  const demonstrator = new PolicyDemonstrator(nameOf(file, policy), act, teacher);
  return { demonstrator, close: () => driver.close() };
}

import type { Physics } from "../../../envs/box2d/car-racing/physics/physics.js";
import { make } from "../../../envs/index.js";
import { JobPool } from "../../job-pool.js";
import { SOLVED } from "../../rollout/seeds.js";
import { mean, standardDeviation } from "../../statistics.js";
import type { ProgressListener } from "../../tasks/task.js";
import { CONDITIONS, type ConditionName } from "./conditions.js";
import { Confusion } from "./confusion.js";
import { keptLaps } from "./kept-laps.js";
import type { ComparedLap, LapPlan } from "./lap-worker.js";
import { size } from "./size.js";
import { openWheel, type Wheel } from "./wheel.js";

/** Who takes part, by the name in the table. */
export interface Contestant {
  readonly name: string;
  readonly wheel: Wheel;
}

export interface CompareOptions {
  /** Where finished laps are kept, so that a stopped comparison goes on. */
  readonly folder: string;
  /** Seeds of the tracks to drive as they are. */
  readonly tracks: readonly number[];
  /** How many of them, from the first on, are driven under each harder condition, and by the expert for agreement. */
  readonly hardTracks: number;
  readonly physics: Physics["name"];
  readonly threads: number;
  readonly signal?: AbortSignal;
  readonly onProgress?: ProgressListener;
}

/** What came of driving some tracks. */
export interface Returns {
  readonly tracks: number;
  readonly mean: number;
  /** Standard deviation over the tracks. */
  readonly spread: number;
  readonly lowest: number;
  /** Share of tracks at 900 or more, where Gymnasium calls the task solved; 0 to 1. */
  readonly solved: number;
}

/** A contestant's row. */
export interface Standing {
  readonly name: string;
  /** Weights that are not 0, and bytes that all weights take at two bits (real ones: 32); absent where there are none. */
  readonly nonZeros?: number;
  readonly bytes?: number;
  /** Time to decide once, in one thread. */
  readonly microseconds: number;
  /** On frames of the expert's laps: see `Confusion`. */
  readonly agreement: number;
  readonly balanced: number;
  readonly steering: readonly (readonly number[])[];
  readonly returns: Readonly<Record<ConditionName, Returns>>;
}

/** Drives all contestants under all conditions and reports each one's row as soon as it is known. */
export async function* compare(
  contestants: readonly Contestant[],
  options: CompareOptions,
): AsyncGenerator<Standing> {
  const pool = new JobPool<LapPlan, ComparedLap>(
    new URL("./lap-worker.js", import.meta.url),
    options.threads,
  );
  try {
    const conditions = Object.keys(CONDITIONS) as ConditionName[];
    const each = options.tracks.length + conditions.length * options.hardTracks;
    let done = 0;
    for (const { name, wheel } of contestants) {
      const drive = async (condition: ConditionName, follows: LapPlan["follows"]) => {
        const plain = condition === "plain" && follows === "driver";
        const tracks = plain ? options.tracks : options.tracks.slice(0, options.hardTracks);
        const plans = tracks.map((seed) => ({ wheel, seed, physics: options.physics, condition, follows }));
        return keptLaps(options.folder, plans, () =>
          pool.run(plans, { signal: options.signal, onResult: report }),
        ).then(({ laps, fresh }) => {
          if (!fresh) report(...laps);
          return laps;
        });
      };
      const report = (...laps: ComparedLap[]) => {
        done += laps.length;
        options.onProgress?.(done, contestants.length * each, name);
      };
      const returns = {} as Record<ConditionName, Returns>;
      for (const condition of conditions) returns[condition] = summarise(await drive(condition, "driver"));
      const { agreement, balanced, steering } = Confusion.sum(
        (await drive("plain", "expert")).map((lap) => lap.confusion),
      );
      const microseconds = await decisionTime(wheel);
      yield { name, ...size(wheel), microseconds, agreement, balanced, steering, returns };
    }
  } finally {
    await pool.close();
  }
}

function summarise(laps: readonly ComparedLap[]): Returns {
  const returns = laps.map((lap) => lap.return);
  return {
    tracks: laps.length,
    mean: mean(returns),
    spread: standardDeviation(returns),
    lowest: Math.min(...returns),
    solved: returns.filter((value) => value >= SOLVED).length / laps.length,
  };
}

/** Decisions in a turn; the quickest of so many turns counts. */
const DECISIONS = 200;
const TURNS = 5;

/** Microseconds a decision takes, on the clock of one thread. */
async function decisionTime(wheel: Wheel): Promise<number> {
  const env = await make("CarRacing-v3", { physics: "float32" });
  const driver = await openWheel(wheel, env.unwrapped);
  try {
    const [observation] = env.reset({ seed: 0 });
    let best = Number.POSITIVE_INFINITY;
    for (let turn = 0; turn < TURNS; turn++) {
      const began = performance.now();
      for (let count = 0; count < DECISIONS; count++) await driver.act(observation);
      best = Math.min(best, performance.now() - began);
    }
    return (1000 * best) / DECISIONS;
  } finally {
    await driver.close();
    env.close();
  }
}

import type { Physics } from "../../envs/box2d/car-racing/physics/physics.js";
import { JobPool } from "../job-pool.js";
import type { Policy } from "../networks/policy-file.js";

/** Who holds the wheel on a lap. */
export type AtTheWheel = "policy" | "expert";

/** What to drive. */
export interface LapPlan {
  readonly policy: Policy;
  readonly seed: number;
  readonly physics: Physics["name"];
  readonly atTheWheel: AtTheWheel;
}

/** How a lap went. */
export interface Lap {
  readonly seed: number;
  /** Sum of the rewards. */
  readonly return: number;
  readonly steps: number;
  /** Share of the frames on which policy and expert agree (see `actionClass`), whoever drives. */
  readonly agreement: number;
}

/** Drives many laps at once, one environment in each worker thread. A lap is the same on any number of threads. */
export class LapPool {
  readonly #pool: JobPool<LapPlan, Lap>;

  constructor(threads: number) {
    this.#pool = new JobPool(new URL("./rollout-worker.js", import.meta.url), threads);
  }

  /**
   * Drives one lap on each track.
   * @param onLap called as laps end, in any order
   * @returns the laps in the order of `seeds`; rejects with the signal's reason when it comes before all have begun
   */
  drive(
    plan: Omit<LapPlan, "seed">,
    seeds: readonly number[],
    { signal, onLap }: { signal?: AbortSignal; onLap?: (lap: Lap) => void } = {},
  ): Promise<Lap[]> {
    const plans = seeds.map((seed) => ({ ...plan, seed }));
    return this.#pool.run(plans, { signal, onResult: onLap });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

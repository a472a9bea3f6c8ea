import Tinypool from "tinypool";
import type { Physics } from "../../../envs/car-racing/physics/physics.js";
import type { Policy } from "../../networks/policy-file.js";

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
  readonly #pool: Tinypool;

  constructor(threads: number) {
    this.#pool = new Tinypool({
      filename: new URL("./lap-worker.js", import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: 60_000,
    });
  }

  /**
   * Drives one lap on each track.
   * @param onLap called as laps end, in any order
   * @returns the laps in the order of `seeds`; rejects with the signal's reason when it comes before all have begun
   */
  async drive(
    plan: Omit<LapPlan, "seed">,
    seeds: readonly number[],
    { signal, onLap }: { signal?: AbortSignal; onLap?: (lap: Lap) => void } = {},
  ): Promise<Lap[]> {
    const cancel = () => this.#pool.cancelPendingTasks();
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await Promise.all(
        seeds.map(async (seed) => {
          const lap: Lap = await this.#pool.run({ ...plan, seed } satisfies LapPlan);
          onLap?.(lap);
          return lap;
        }),
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

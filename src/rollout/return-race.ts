import type { Policy } from "../networks/policy.js";
import { mean } from "../statistics.js";
import type { RolloutOptions, Rollouts } from "../tasks/task.js";
import { type Lap, LapPool } from "./rollout-pool.js";

/** No lap brings more: 1000, less 0.1 for each of the 500 steps that not even the fastest car can do without. */
const CEILING = 950;

/**
 * Drives policies on common tracks. A policy that has to beat another one begins where laps last went worst, and gives up
 * as soon as even perfect laps on the other tracks would not be enough: that is exact, so the order shows in the time alone.
 */
export class TrackRace implements Rollouts {
  readonly #pool: LapPool;
  readonly #options: RolloutOptions;
  /** The tracks, worst first. */
  #order: readonly number[];

  constructor(options: RolloutOptions) {
    this.#options = options;
    this.#order = options.tracks;
    this.#pool = new LapPool(options.threads);
  }

  async meanReturn(
    policy: Policy,
    { above = Number.NEGATIVE_INFINITY, signal }: { above?: number; signal?: AbortSignal } = {},
  ): Promise<number | undefined> {
    const { tracks, physics, threads } = this.#options;
    const laps: Lap[] = [];
    while (laps.length < tracks.length) {
      const next = this.#order.slice(laps.length, laps.length + threads);
      laps.push(...(await this.#pool.drive({ policy, physics, atTheWheel: "policy" }, next, { signal })));
      const sum = laps.reduce((total, lap) => total + lap.return, 0);
      if (sum + CEILING * (tracks.length - laps.length) <= above * tracks.length) return undefined;
    }
    this.#order = laps.toSorted((a, b) => a.return - b.return).map(({ seed }) => seed);
    // Added up in the order of the tracks, so that the sum is the same to the bit.
    const returns = new Map(laps.map((lap) => [lap.seed, lap.return]));
    return mean(tracks.map((seed) => returns.get(seed)!));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

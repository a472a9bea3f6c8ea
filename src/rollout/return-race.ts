import { type JobPool, openPool, type Workers } from "../jobs/job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { Rollouts } from "../sense/problem.js";
import { mean } from "../statistics.js";
import { ROLLOUT, type RolloutResult } from "./rollout-job.js";

export interface ReturnRaceOptions extends Workers {
  readonly env: EnvReference;
  readonly seeds: readonly number[];
  /** No episode returns more. Infinity: nothing is given up early. */
  readonly bound: number;
}

/**
 * Runs policies on common seeds. A policy that has to beat another one begins where episodes last went worst, and gives
 * up as soon as even perfect episodes on the other seeds would not be enough: that is exact, so the order shows in the
 * time alone.
 */
export class ReturnRace implements Rollouts {
  readonly #pool: JobPool;
  readonly #options: ReturnRaceOptions;
  /** The seeds, worst first. */
  #order: readonly number[];

  constructor(options: ReturnRaceOptions) {
    this.#options = options;
    this.#order = options.seeds;
    this.#pool = openPool(options);
  }

  async meanReturn(
    policy: PolicyFile,
    { above = Number.NEGATIVE_INFINITY, signal }: { above?: number; signal?: AbortSignal } = {},
  ): Promise<number | undefined> {
    const { env, seeds, bound } = this.#options;
    const results: RolloutResult[] = [];
    while (results.length < seeds.length) {
      const next = this.#order.slice(results.length, results.length + this.#pool.width);
      const job = { env, policy, acting: "policy" } as const;
      for (const result of await this.#pool.run(ROLLOUT, job, next, { signal })) results.push(result);
      const sum = results.reduce((total, result) => total + result.return, 0);
      if (sum + bound * (seeds.length - results.length) <= above * seeds.length) return undefined;
    }
    this.#order = results.toSorted((a, b) => a.return - b.return).map(({ seed }) => seed);
    // Added up in the order of the seeds, so that the sum is the same to the bit.
    const returns = new Map(results.map((result) => [result.seed, result.return]));
    return mean(seeds.map((seed) => returns.get(seed)!));
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

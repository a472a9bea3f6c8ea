import { JobPool } from "../job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { EpisodeSummary } from "./rollout.js";

/** One episode to run. */
export interface RolloutJob {
  readonly env: EnvReference;
  readonly policy: PolicyFile;
  readonly seed: number;
  /** Whose actions are done: with the expert's, the policy only says what it would do. */
  readonly acting: "policy" | "expert";
}

/** How an episode went. */
export interface RolloutResult extends EpisodeSummary {
  /** Share of the steps on which policy and expert agree, whoever acts; absent where the environment has no expert. */
  readonly agreement?: number;
}

/** Runs many episodes at once, one environment in each worker thread. An episode is the same on any number of threads. */
export class RolloutPool {
  readonly #pool: JobPool<RolloutJob, RolloutResult>;

  constructor(threads: number) {
    this.#pool = new JobPool(new URL("./rollout-worker.js", import.meta.url), threads);
  }

  /**
   * Runs one episode for each seed.
   * @param onResult called as episodes end, in any order
   * @returns the results in the order of `seeds`; rejects with the signal's reason when it comes before all have begun
   */
  run(
    job: Omit<RolloutJob, "seed">,
    seeds: readonly number[],
    { signal, onResult }: { signal?: AbortSignal; onResult?: (result: RolloutResult) => void } = {},
  ): Promise<RolloutResult[]> {
    const jobs = seeds.map((seed) => ({ ...job, seed }));
    return this.#pool.run(jobs, { signal, onResult });
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

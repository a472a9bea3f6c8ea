import { JobPool } from "../job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { Candidates, RacePlan } from "../sense/return-search.js";

/** A network to run: the weights alone differ from the policy's. */
export interface CandidateJob {
  readonly env: EnvReference;
  /** With the architecture, the encoder and the decoder of all candidates. */
  readonly policy: PolicyFile;
  readonly weights: readonly Int8Array[];
  readonly plan: RacePlan;
}

/** Runs networks of one policy in worker threads, for searches by return. */
export class CandidatePool implements Candidates {
  readonly #pool: JobPool<CandidateJob, number[] | undefined>;
  readonly #common: Pick<CandidateJob, "env" | "policy">;
  readonly #threads: number;

  constructor(env: EnvReference, policy: PolicyFile, threads: number) {
    this.#pool = new JobPool(new URL("./candidate-worker.js", import.meta.url), threads);
    this.#common = { env, policy };
    this.#threads = threads;
  }

  async returns(
    { weights }: TernaryNetwork,
    seeds: readonly number[],
    signal?: AbortSignal,
  ): Promise<number[]> {
    const share = Math.ceil(seeds.length / this.#threads);
    const parts = Array.from({ length: Math.ceil(seeds.length / share) }, (_, index) =>
      seeds.slice(index * share, (index + 1) * share),
    );
    const jobs = parts.map((some) => ({ ...this.#common, weights, plan: everything(some) }));
    return (await this.#pool.run(jobs, { signal })).flatMap((returns) => returns!);
  }

  race(changed: readonly (readonly Int8Array[])[], plan: RacePlan, signal?: AbortSignal) {
    return this.#pool.run(
      changed.map((weights) => ({ ...this.#common, weights, plan })),
      { signal },
    );
  }

  close(): Promise<void> {
    return this.#pool.close();
  }
}

/** No decision before the end. */
const everything = (seeds: readonly number[]): RacePlan => ({
  seeds,
  present: seeds.map(() => Number.NEGATIVE_INFINITY),
  rounds: [seeds.length],
  slack: [0],
});

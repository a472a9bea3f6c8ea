import { type JobPool, openPool, type Workers } from "../jobs/job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { Candidates, RacePlan, Run } from "../sense/return-search.js";
import { sum } from "../statistics.js";
import { CANDIDATE, type WeightChange } from "./candidate-job.js";

/** A candidate that differs from the base in more weights than this becomes the next base. */
const MOST_CHANGES = 256;

/** Runs networks of one policy, for searches by return. */
export class CandidatePool implements Candidates {
  readonly #pool: JobPool;
  readonly #env: EnvReference;
  /** What candidates are told by: their differences from it. */
  #base: PolicyFile;

  constructor(env: EnvReference, policy: PolicyFile, workers: Workers) {
    this.#pool = openPool(workers);
    this.#env = env;
    this.#base = policy;
  }

  async run(
    { weights }: TernaryNetwork,
    seeds: readonly number[],
    signal?: AbortSignal,
  ): Promise<Required<Run>> {
    const share = Math.max(1, Math.ceil(seeds.length / this.#pool.width));
    const parts = Array.from({ length: Math.ceil(seeds.length / share) }, (_, index) =>
      seeds.slice(index * share, (index + 1) * share),
    );
    const [changes] = this.#changesTo([weights]);
    const runs = await this.#run(
      parts.map((some) => ({ changes, plan: everything(some) })),
      signal,
    );
    return { returns: runs.flatMap(({ returns }) => returns!), steps: sum(runs.map(({ steps }) => steps)) };
  }

  async race(
    changed: readonly (readonly Int8Array[])[],
    plan: RacePlan,
    signal?: AbortSignal,
  ): Promise<readonly Run[]> {
    const candidates = this.#changesTo(changed).map((changes) => ({ changes, plan }));
    const racing: Promise<Run>[] = [];
    let last = candidates.length - 1;
    /** Starts the next candidate, and after it the one that is next then: none waits for a slower one before it. */
    const start = () => {
      const index = racing.length;
      if (index > last) return;
      const run = this.#run([candidates[index]], signal).then(([run]) => {
        if (run.returns) last = Math.min(last, index);
        start();
        return run;
      });
      // Those that do not count are not awaited, and may fail.
      run.catch(() => {});
      racing.push(run);
    };
    for (let i = 0; i < this.#pool.width; i++) start();
    const runs: Run[] = [];
    while (runs.length <= last) runs.push(await racing[runs.length]);
    return runs;
  }

  close(): Promise<void> {
    return this.#pool.close();
  }

  #run(candidates: readonly { changes: WeightChange[]; plan: RacePlan }[], signal: AbortSignal | undefined) {
    return this.#pool.run(CANDIDATE, { env: this.#env, policy: this.#base }, candidates, { signal });
  }

  /** What to change in the base's weights for each candidate; the base moves after them. */
  #changesTo(candidates: readonly (readonly Int8Array[])[]): WeightChange[][] {
    const changes = candidates.map((weights) => differences(this.#base.network.weights, weights));
    if (changes.every(({ length }) => length <= MOST_CHANGES)) return changes;
    const { network } = this.#base;
    const weights = candidates[0].map((layer) => layer.slice());
    this.#base = { ...this.#base, network: { ...network, weights } };
    return candidates.map((candidate) => differences(weights, candidate));
  }
}

function differences(from: readonly Int8Array[], to: readonly Int8Array[]): WeightChange[] {
  const changes: WeightChange[] = [];
  for (const [layer, weights] of to.entries()) {
    const before = from[layer];
    for (let index = 0; index < weights.length; index++) {
      if (weights[index] !== before[index]) changes.push([layer, index, weights[index]]);
    }
  }
  return changes;
}

/** No decision before the end. */
const everything = (seeds: readonly number[]): RacePlan => ({
  seeds,
  present: seeds.map(() => -Number.MAX_VALUE),
  rounds: [seeds.length],
  slack: [0],
});

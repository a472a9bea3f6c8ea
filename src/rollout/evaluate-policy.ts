import { openPool, type Workers } from "../jobs/job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import { ROLLOUT, type RolloutResult } from "./rollout-job.js";

export interface EvaluatePolicyOptions extends Workers {
  readonly seeds: readonly number[];
  readonly signal?: AbortSignal;
  readonly onResult?: (result: RolloutResult) => void;
}

/**
 * Runs a policy for one episode on each seed (as Stable-Baselines3's `evaluate_policy`, with the seeds said).
 * @returns how each episode went, in the order of the seeds
 */
export async function evaluatePolicy(
  policy: PolicyFile,
  env: EnvReference,
  { seeds, threads, cluster, signal, onResult }: EvaluatePolicyOptions,
): Promise<RolloutResult[]> {
  const pool = openPool({ threads: Math.min(threads, seeds.length), cluster });
  try {
    return await pool.run(ROLLOUT, { env, policy, acting: "policy" }, seeds, { signal, onResult });
  } finally {
    await pool.close();
  }
}

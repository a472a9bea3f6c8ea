import type { EnvReference, PolicyFile } from "../networks/policy.js";
import { RolloutPool, type RolloutResult } from "./rollout-pool.js";

export interface EvaluatePolicyOptions {
  readonly seeds: readonly number[];
  /** Worker threads; the results do not depend on it. */
  readonly threads: number;
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
  { seeds, threads, signal, onResult }: EvaluatePolicyOptions,
): Promise<RolloutResult[]> {
  const pool = new RolloutPool(Math.min(threads, seeds.length));
  try {
    return await pool.run({ env, policy, acting: "policy" }, seeds, { signal, onResult });
  } finally {
    await pool.close();
  }
}

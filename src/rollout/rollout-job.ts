import { z } from "zod";
import type { JobKind } from "../jobs/job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { EpisodeSummary } from "./rollout.js";
import { envReference, policyFile, seed } from "./wire.js";

/** What episodes are run with. */
export interface RolloutPlan {
  readonly env: EnvReference;
  readonly policy: PolicyFile;
  /** Whose actions are done: with the expert's, the policy only says what it would do. */
  readonly acting: "policy" | "expert";
}

/** How an episode went. */
export interface RolloutResult extends EpisodeSummary {
  readonly seed: number;
  /** Share of the steps on which policy and expert agree, whoever acts; absent where the environment has no expert. */
  readonly agreement?: number;
}

/** One episode for each seed. */
export const ROLLOUT: JobKind<RolloutPlan, number, RolloutResult> = {
  name: "rollout",
  module: new URL("./rollout-worker.js", import.meta.url),
  shared: z.strictObject({ env: envReference, policy: policyFile, acting: z.enum(["policy", "expert"]) }),
  item: seed,
  result: z.strictObject({
    seed,
    return: z.number(),
    steps: z.int().positive(),
    agreement: z.number().optional(),
  }),
  describe: ({ env: { id } }, seed) => `${id}, seed ${seed}`,
  userModule: ({ env }) => env.module,
  together: 16,
  keep: 86_400,
};

import { z } from "zod";
import type { JobKind } from "../jobs/job-pool.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { RacePlan, Run } from "../sense/return-search.js";
import { envReference, policyFile, seed } from "./wire.js";

/** What candidates have in common. */
export interface CandidatePlan {
  readonly env: EnvReference;
  /**
   * With the architecture, the encoder and the decoder of all candidates; their weights are told as changes of its own.
   */
  readonly policy: PolicyFile;
}

/** A weight that a candidate has otherwise: layer, place in the layer, and the weight. */
export type WeightChange = readonly [layer: number, index: number, weight: number];

/** A network to run. */
export interface Candidate {
  readonly changes: readonly WeightChange[];
  readonly plan: RacePlan;
}

const numbers = z.array(z.number()).readonly();
const count = z.int().nonnegative();

/** A race of one candidate. */
export const CANDIDATE: JobKind<CandidatePlan, Candidate, Run> = {
  name: "candidate",
  module: new URL("./candidate-worker.js", import.meta.url),
  shared: z.strictObject({ env: envReference, policy: policyFile }),
  item: z.strictObject({
    changes: z.array(z.tuple([count, count, z.int().min(-1).max(1)]).readonly()).readonly(),
    plan: z.strictObject({
      seeds: z.array(seed).readonly(),
      present: numbers,
      rounds: z.array(z.int().positive()).readonly(),
      slack: numbers,
    }),
  }),
  result: z.strictObject({ returns: numbers.optional(), steps: count }),
  describe: ({ env: { id } }, { changes, plan: { seeds } }) =>
    `${id}, ${changes.length} weights changed, seeds ${seeds[0]} to ${seeds.at(-1)}`,
  userModule: ({ env }) => env.module,
  together: 1,
  // Who goes on with a search draws its candidates anew; there are many, and they are worth nothing to others.
  keep: 60,
};

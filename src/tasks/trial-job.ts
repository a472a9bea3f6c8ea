import { z } from "zod";
import type { JobKind } from "../jobs/job-pool.js";
import type { PolicyFile } from "../networks/policy.js";
import { policyFile } from "../rollout/wire.js";
import type { ImproveOptions } from "../sense/improve.js";
import type { Trial, TrialRequest } from "../sense/starts.js";

/** How the trials of a search climb. */
export interface TrialPlan {
  /** A data set that comes with the package. */
  readonly task: string;
  /** SHA-256 of what networks are fitted to. */
  readonly data: string;
  readonly settings: Pick<
    ImproveOptions,
    "objective" | "search" | "accept" | "temperature" | "family" | "layers" | "seed"
  >;
  readonly starts: number;
  /** Neighbours of the whole search. */
  readonly neighbours: number;
}

export interface TrialJob extends TrialRequest {
  readonly start: PolicyFile;
}

const count = z.int().nonnegative();

/** A short climb of one of several wirings. */
export const TRIAL: JobKind<TrialPlan, TrialJob, Trial> = {
  name: "trial",
  module: new URL("./trial-worker.js", import.meta.url),
  shared: z.strictObject({
    task: z.string().regex(/^[a-z-]+$/),
    data: z.string(),
    settings: z.strictObject({
      objective: z.enum(["loss", "score", "cvar"]),
      search: z.enum(["surveys", "races"]).optional(),
      accept: z.enum(["annealing", "greedy"]),
      temperature: z.number(),
      family: count,
      layers: z.array(z.string()).readonly(),
      seed: count,
    }),
    starts: count,
    neighbours: z.number().positive(),
  }),
  item: z.strictObject({ index: count, before: count, start: policyFile }),
  result: z.strictObject({
    evaluation: z.strictObject({
      rank: z.array(z.number()).readonly(),
      scores: z.record(z.string(), z.number()),
    }),
    evaluations: count,
  }),
  describe: ({ task, starts }, { index }) => `${task}, wiring ${index + 1} of ${starts}`,
  together: 1,
  keep: 7 * 86_400,
};

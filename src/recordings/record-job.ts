import { z } from "zod";
import type { JobKind } from "../jobs/job-pool.js";
import { envReference, policyFile, seed } from "../rollout/wire.js";
import type { AgentSpec } from "./agent-spec.js";
import type { RecordedFacts } from "./write-trajectory.js";

/** An episode as a worker tells of it: without observations, but with their hashes. */
export type RecordedEpisode = Omit<RecordedFacts, "env">;

const actions = z.array(z.union([z.number(), z.array(z.number()).readonly()])).readonly();

/** One recorded episode for each seed. */
export const RECORD: JobKind<AgentSpec, number, RecordedEpisode> = {
  name: "record",
  module: new URL("./record-worker.js", import.meta.url),
  shared: z.strictObject({
    env: envReference,
    policy: policyFile.optional(),
    style: z.string().optional(),
    relabel: z.boolean(),
    noise: z.string().optional(),
  }),
  item: seed,
  result: z.strictObject({
    seed,
    hashes: z.array(z.string().regex(/^[0-9a-f]{16}$/)).readonly(),
    rewards: z.array(z.number()).readonly(),
    actions,
    labels: actions.optional(),
    terminated: z.boolean(),
    truncated: z.boolean(),
  }),
  describe: ({ env: { id } }, seed) => `${id}, seed ${seed}`,
  userModule: ({ env }) => env.module,
  together: 4,
  keep: 3600,
};

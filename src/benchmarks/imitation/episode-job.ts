import { z } from "zod";
import type { JobKind } from "../../jobs/job-pool.js";
import { weightCount } from "../../networks/architecture.js";
import type { EnvReference } from "../../networks/policy.js";
import { architectureSchema } from "../../networks/policy.js";
import type { DecoderSettings } from "../../policies/action-decoder.js";
import { encoderSettings } from "../../policies/observation-encoder.js";
import { envReference, floats, policyFile, seed } from "../../rollout/wire.js";
import { CORRUPTIONS, type CorruptionName } from "./corruptions.js";
import type { Actor } from "./entry-policy.js";

/** What episodes of the comparison are run with. */
export interface EpisodePlan {
  readonly env: EnvReference;
  readonly actor: Actor;
  readonly corruption: CorruptionName;
  /** Whose actions are done: with the expert's, the entry only says what it would do. */
  readonly acting: "entry" | "expert";
}

export interface ComparedEpisode {
  readonly seed: number;
  /** Sum of the rewards. */
  readonly return: number;
  readonly steps: number;
  /** How often the entry chose which class of action where the expert chose which: pairs "expert|entry". */
  readonly confusion: Readonly<Record<string, number>>;
}

const actor: z.ZodType<Actor> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.literal("expert") }),
  z.strictObject({
    kind: z.literal("constant"),
    action: z.union([z.number(), z.array(z.number()).readonly()]),
  }),
  z
    .strictObject({
      kind: z.literal("dense"),
      architecture: architectureSchema,
      weights: z.array(floats).readonly(),
      outputScale: z.number(),
      observation: encoderSettings,
      action: z.custom<DecoderSettings>(
        (value) => z.looseObject({ kind: z.string() }).safeParse(value).success,
      ),
    })
    .refine(
      ({ architecture: { layers }, weights }) =>
        layers.length === weights.length &&
        layers.every((layer, index) => weights[index].length === weightCount(layer)),
      "expected as many weights as the architecture has",
    ),
  z.strictObject({ kind: z.literal("policies"), policies: z.array(policyFile).min(1).readonly() }),
]);

const corruptions = Object.keys(CORRUPTIONS) as CorruptionName[];

/** One episode of the comparison for each seed. */
export const EPISODE: JobKind<EpisodePlan, number, ComparedEpisode> = {
  name: "compared-episode",
  module: new URL("./episode-worker.js", import.meta.url),
  shared: z.strictObject({
    env: envReference,
    actor,
    corruption: z.enum(corruptions),
    acting: z.enum(["entry", "expert"]),
  }),
  item: seed,
  result: z.strictObject({
    seed,
    return: z.number(),
    steps: z.int().positive(),
    confusion: z.record(z.string(), z.int().positive()),
  }),
  describe: ({ env: { id }, corruption, acting }, seed) =>
    `${id}, ${corruption}, ${acting} acts, seed ${seed}`,
  userModule: ({ env }) => env.module,
  together: 16,
  keep: 86_400,
};

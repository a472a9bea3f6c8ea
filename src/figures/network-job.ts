import { z } from "zod";
import type { JobKind } from "../jobs/job-pool.js";
import { seed } from "../rollout/wire.js";
import { DATASETS, type DatasetName } from "./dataset.js";
import type { Protocol } from "./protocol.js";

/** What networks are trained for. */
export interface NetworkPlan {
  readonly protocol: Protocol;
  readonly dataset: DatasetName;
  /** The expert's episodes, where it needs some: files by their path in the folder of the figures, without images. */
  readonly episodes: Readonly<Record<string, string>>;
}

export interface NetworkRequest {
  /** Percent of zeros in each layer. */
  readonly sparsity: number;
  readonly seed: number;
}

const amount = z.int().nonnegative();

const protocol = z.strictObject({
  name: z.enum(["quick", "paper"]),
  ...{ nets: amount, images: amount, tested: amount, neighbours: amount, embedded: amount, family: amount },
  ...{
    fitness: amount,
    neighbourhoods: amount,
    baselineEpochs: amount,
    searches: amount,
    searchNeighbours: amount,
  },
  ...{ drivingNeighbours: amount, episodes: amount, testEpisodes: amount, tracks: amount },
  epochs: z
    .strictObject({ dense: amount, sparsify: amount, "fine-tune": amount, ternary: amount })
    .optional(),
});

/** A network out of p-SIREN. @returns the text of its policy file */
export const NETWORK: JobKind<NetworkPlan, NetworkRequest, string> = {
  name: "figure-network",
  module: new URL("./network-worker.js", import.meta.url),
  shared: z.strictObject({
    protocol,
    dataset: z.enum(DATASETS),
    episodes: z.record(z.string().regex(/^[a-z-]+\/[\w-][\w.-]*\.json$/), z.string()),
  }),
  item: z.strictObject({ sparsity: z.number().min(0).max(100), seed }),
  result: z.string(),
  describe: ({ dataset }, { sparsity, seed }) => `${dataset}, ${sparsity} % zeros, seed ${seed}`,
  together: 1,
  keep: 7 * 86_400,
};

import { z } from "zod";

/** The two files of a Minari data set on disk. */
export const DATA_FILE = "main_data.hdf5";
export const METADATA_FILE = "metadata.json";

/** Under this name lies what Minari has no place for, in the metadata and as JSON in the attributes of each episode. */
export const OWN = "aann_gym";

/**
 * Arrays of an episode that Minari does not know, where the recording has them: one row a step. The actions are there a
 * second time where the action space's type would round them.
 */
export const EXACT_ACTIONS = "exact_actions";
export const LABELS = "labels";
export const CORRECTED = "corrected";

export const ownMetadata = z.object({
  environment: z.object({
    id: z.string(),
    options: z.record(z.string(), z.json()),
    module: z.string().optional(),
  }),
});

export const ownEpisode = z.object({
  package: z.string(),
  created: z.iso.datetime(),
  agent: z.strictObject({
    kind: z.enum(["person", "expert", "policy"]),
    name: z.string(),
    noise: z.literal(true).optional(),
    recovery: z.literal(true).optional(),
  }),
});

export type OwnEpisode = z.infer<typeof ownEpisode>;

/**
 * A Minari id as `minari.load_dataset` takes it: `namespace/name-v0`; there may be no namespace, or several in a row.
 */
export const DATASET_ID = /^(?:[-\w][-\w/]*[-\w]\/)?[-\w]+-v\d+$/;

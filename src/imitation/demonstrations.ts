import { availableParallelism } from "node:os";
import type { DataSet, Splits } from "../data/data-set.js";
import { InputError } from "../errors.js";
import { ThreadPool } from "../jobs/thread-pool.js";
import type { EnvReference } from "../networks/policy.js";
import type { ActionDecoder, Decision } from "../policies/action-decoder.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import type { ObservationEncoder } from "../policies/observation-encoder.js";
import { findRecordings, readRecording } from "../recordings/recording-folder.js";
import { environmentOfRecording, replay } from "../recordings/replay.js";
import type { Demonstration } from "./demonstration.js";
import type { DemonstrationJob, DemonstrationPlan, DemonstrationResult } from "./demonstration-worker.js";
import type { ImageCorruption } from "./image-corruptions.js";

/** One episode in this many is held out for validation. */
const HELD_OUT = 8;

export interface DemonstrationOptions {
  /** What they have to be recordings of. */
  readonly env: EnvReference;
  readonly adapter: EnvAdapter;
  readonly encoder: ObservationEncoder;
  readonly decoder: ActionDecoder;
  /** Elements of an action; undefined for discrete actions. */
  readonly actionSize: number | undefined;
  /** Corruptions that some of the images to fit to get; held-out episodes too. */
  readonly augment?: readonly ImageCorruption[];
  readonly signal?: AbortSignal;
  readonly onProgress?: (done: number, total: number) => void;
}

/**
 * Reads recordings as encoded observations and targets. Whole episodes are held out for validation, since neighbouring
 * frames are much alike. Worker threads do the reading.
 * @param folder recordings of the environment
 * @throws InputError when a recording is damaged, of another environment, or there are fewer than two
 */
export async function loadDemonstrations(folder: string, options: DemonstrationOptions): Promise<Splits> {
  const { env, adapter, encoder, decoder, actionSize, augment, signal, onProgress } = options;
  const { every = isImage(encoder) ? IMAGES_EVERY : 1, everyHard = every } = adapter.hyperparameters ?? {};
  const files = await findRecordings(folder);
  if (files.length < 2) {
    throw new InputError(
      `${folder}: expected at least 2 recorded episodes, one to hold out, got ${files.length}`,
    );
  }
  const pool = new ThreadPool(Math.min(availableParallelism(), files.length));
  try {
    let done = 0;
    const jobs = files.map((file, index) => ({
      ...{ file, first: index % every, every, everyHard },
    }));
    const results = await pool.run<DemonstrationPlan, DemonstrationJob, DemonstrationResult>(
      { module: new URL("./demonstration-worker.js", import.meta.url) },
      { env, encoder: encoder.settings, actionSize, augment },
      jobs,
      { signal, onResult: () => onProgress?.(++done, files.length) },
    );
    const episodes = results.map((result) => {
      if ("problem" in result) throw new InputError(result.problem);
      return result;
    });
    const isHeldOut = (index: number) => index % HELD_OUT === Math.min(HELD_OUT, files.length) - 1;
    const dataSet = (heldOut: boolean) => {
      const some = episodes.filter((_, index) => isHeldOut(index) === heldOut);
      return join(some, decoder, actionSize, adapter.privileged?.size ?? 0);
    };
    return { fit: dataSet(false), validation: dataSet(true) };
  } finally {
    await pool.close();
  }
}

/** Of images one frame in so many is learned from where the adapter does not say: the next ones look much the same. */
const IMAGES_EVERY = 4;
const isImage = ({ settings }: ObservationEncoder) => settings.kind === "image";

function join(
  episodes: readonly Demonstration[],
  decoder: ActionDecoder,
  actionSize: number | undefined,
  privilegedSize: number,
): DataSet {
  const count = episodes.reduce((sum, episode) => sum + episode.count, 0);
  const images = new Uint8Array(episodes.reduce((sum, episode) => sum + episode.images.length, 0));
  let byte = 0;
  for (const episode of episodes) {
    images.set(episode.images, byte);
    byte += episode.images.length;
  }
  const decisions = episodes.flatMap(({ count: frames, actions, privileged }) =>
    Array.from({ length: frames }, (_, index): Decision => {
      const size = actionSize ?? 1;
      const action = actions.subarray(index * size, (index + 1) * size);
      return {
        action: actionSize === undefined ? action[0] : action,
        privileged: privileged.subarray(index * privilegedSize, (index + 1) * privilegedSize),
      };
    }),
  );
  return { count, images, targets: decoder.targetsOf(decisions) };
}

/** Recordings to fit an encoder's ranges to, at most. */
const SAMPLED = 20;

/** Observations of the first recordings of a folder, by replaying them: to fit ranges to. */
export async function* sampleObservations(folder: string, id: string): AsyncGenerator<ArrayLike<number>> {
  for (const file of (await findRecordings(folder)).slice(0, SAMPLED)) {
    const recording = await readRecording(file);
    if (recording.environment.id !== id) continue;
    const env = await environmentOfRecording(recording, file);
    try {
      for (const { observation } of replay(recording, env)) yield observation as ArrayLike<number>;
    } finally {
      env.close();
    }
  }
}

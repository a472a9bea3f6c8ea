import { availableParallelism } from "node:os";
import type { DataSet, Splits, Targets } from "../data/data-set.js";
import { InputError } from "../errors.js";
import { JobPool } from "../job-pool.js";
import { findRecordings } from "../recordings/recording-folder.js";
import type { ProgressListener } from "../tasks/task.js";
import type { Wish } from "./demonstration.js";
import {
  CONTROLS,
  type Demonstration,
  type DemonstrationJob,
  type DemonstrationResult,
} from "./demonstration-worker.js";

/** One episode in this many is held out for validation. */
const HELD_OUT = 8;

export interface DemonstrationOptions {
  /** One frame in so many is taken, since the next one looks much the same. */
  readonly every: number;
  /** The same of frames in which the demonstrator steers hard. */
  readonly everyHard: number;
  /** What a network should say in order to do as was wanted. */
  readonly targetsOf: (wishes: readonly Wish[]) => Targets;
}

/**
 * Reads recordings as pictures and wished outputs. Whole episodes are held out for validation, since neighbouring frames
 * are much alike. Worker threads do the reading.
 * @param folder recordings of car-racing with continuous actions
 * @throws InputError when a recording is damaged, of another environment, or there are fewer than two
 */
export async function loadDemonstrations(
  folder: string,
  { every, everyHard, targetsOf }: DemonstrationOptions,
  onProgress?: ProgressListener,
): Promise<Splits> {
  const files = await findRecordings(folder);
  if (files.length < 2) {
    throw new InputError(
      `${folder}: expected at least 2 recorded episodes, one to hold out, got ${files.length}`,
    );
  }
  const pool = new JobPool<DemonstrationJob, DemonstrationResult>(
    new URL("./demonstration-worker.js", import.meta.url),
    Math.min(availableParallelism(), files.length),
  );
  try {
    let done = 0;
    const jobs = files.map((file, index) => ({ file, first: index % every, every, everyHard }));
    const results = await pool.run(jobs, { onResult: () => onProgress?.(++done, files.length) });
    const episodes = results.map((result) => {
      if ("problem" in result) throw new InputError(result.problem);
      return result;
    });
    const isHeldOut = (index: number) => index % HELD_OUT === Math.min(HELD_OUT, files.length) - 1;
    const dataSet = (heldOut: boolean) =>
      join(
        episodes.filter((_, index) => isHeldOut(index) === heldOut),
        targetsOf,
      );
    return { fit: dataSet(false), validation: dataSet(true) };
  } finally {
    await pool.close();
  }
}

function join(episodes: readonly Demonstration[], targetsOf: DemonstrationOptions["targetsOf"]): DataSet {
  const count = episodes.reduce((sum, episode) => sum + episode.count, 0);
  const images = new Uint8Array(episodes.reduce((sum, episode) => sum + episode.images.length, 0));
  let pixel = 0;
  for (const episode of episodes) {
    images.set(episode.images, pixel);
    pixel += episode.images.length;
  }
  return { count, images, targets: targetsOf(episodes.flatMap(wishesOf)) };
}

function wishesOf({ count, actions, speeds, yawRates, aims }: Demonstration): Wish[] {
  return Array.from({ length: count }, (_, index) => {
    const [aim, targetSpeed] = aims.subarray(2 * index, 2 * index + 2) as unknown as [number, number];
    return {
      action: actions.subarray(index * CONTROLS, (index + 1) * CONTROLS),
      speed: speeds[index]!,
      yawRate: yawRates[index]!,
      aim: Number.isNaN(aim) ? undefined : { aim, targetSpeed },
    };
  });
}

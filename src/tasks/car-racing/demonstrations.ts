import { availableParallelism } from "node:os";
import Tinypool from "tinypool";
import { InputError } from "../../errors.js";
import { findRecordings } from "../../recordings/recording-folder.js";
import type { DataSet, Splits } from "../data-set.js";
import type { ProgressListener } from "../task.js";
import type { DemonstratedFrame } from "./demonstration.js";
import {
  CONTROLS,
  type Demonstration,
  type DemonstrationJob,
  type DemonstrationResult,
} from "./demonstration-worker.js";
import { OUTPUTS } from "./encoding.js";

/** One episode in this many is held out for validation. */
const HELD_OUT = 8;

export interface DemonstrationOptions {
  /** One frame in so many is taken, since the next one looks much the same. */
  readonly every: number;
  /** The network's outputs, each from −1 to 1, that would do what the demonstrator wanted. */
  readonly targetsOf: (wish: Wish) => ArrayLike<number>;
}

/** What was wanted, and in which motion. */
export type Wish = Omit<DemonstratedFrame, "observation">;

/**
 * Reads recordings as pictures and wished outputs. Whole episodes are held out for validation, since neighbouring frames
 * are much alike. Worker threads do the reading.
 * @param folder recordings of car-racing with continuous actions
 * @throws InputError when a recording is damaged, of another environment, or there are fewer than two
 */
export async function loadDemonstrations(
  folder: string,
  { every, targetsOf }: DemonstrationOptions,
  onProgress?: ProgressListener,
): Promise<Splits> {
  const files = await findRecordings(folder);
  if (files.length < 2) {
    throw new InputError(
      `${folder}: expected at least 2 recorded episodes, one to hold out, got ${files.length}`,
    );
  }
  const pool = new Tinypool({
    filename: new URL("./demonstration-worker.js", import.meta.url).href,
    maxThreads: Math.min(availableParallelism(), files.length),
  });
  try {
    let done = 0;
    const episodes = await Promise.all(
      files.map(async (file, index) => {
        const job: DemonstrationJob = { file, first: index % every, every };
        const result: DemonstrationResult = await pool.run(job);
        if ("problem" in result) throw new InputError(result.problem);
        onProgress?.(++done, files.length);
        return result;
      }),
    );
    const isHeldOut = (index: number) => index % HELD_OUT === Math.min(HELD_OUT, files.length) - 1;
    const dataSet = (heldOut: boolean) =>
      join(
        episodes.filter((_, index) => isHeldOut(index) === heldOut),
        targetsOf,
      );
    return { fit: dataSet(false), validation: dataSet(true) };
  } finally {
    await pool.destroy();
  }
}

function join(episodes: readonly Demonstration[], targetsOf: DemonstrationOptions["targetsOf"]): DataSet {
  const count = episodes.reduce((sum, episode) => sum + episode.count, 0);
  const images = new Uint8Array(episodes.reduce((sum, episode) => sum + episode.images.length, 0));
  const values = new Float32Array(count * OUTPUTS);
  let pixel = 0;
  let value = 0;
  for (const episode of episodes) {
    images.set(episode.images, pixel);
    pixel += episode.images.length;
    for (const wish of wishesOf(episode)) {
      values.set(targetsOf(wish), value);
      value += OUTPUTS;
    }
  }
  return { count, images, targets: { kind: "values", outputs: OUTPUTS, values } };
}

function* wishesOf({ count, actions, speeds, yawRates }: Demonstration): Generator<Wish> {
  for (let index = 0; index < count; index++) {
    const action = actions.subarray(index * CONTROLS, (index + 1) * CONTROLS);
    yield { action, speed: speeds[index]!, yawRate: yawRates[index]! };
  }
}

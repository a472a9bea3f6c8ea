import { availableParallelism } from "node:os";
import Tinypool from "tinypool";
import { InputError } from "../../errors.js";
import { findRecordings } from "../../recordings/recording-folder.js";
import type { DataSet, Splits } from "../data-set.js";
import type { ProgressListener } from "../task.js";
import type { Demonstration, DemonstrationJob, DemonstrationResult } from "./demonstration-worker.js";
import { OUTPUTS } from "./encoding.js";

/** One episode in this many is held out for validation. */
const HELD_OUT = 8;

/**
 * Reads recordings as pictures and the outputs that would do what the demonstrator wanted. Whole episodes are held out
 * for validation, since neighbouring frames are much alike. Film strips are unpacked in worker threads.
 * @param folder recordings of car-racing with continuous actions
 * @param every takes one frame in so many, since the next one looks much the same
 * @throws InputError when a recording is damaged, of another environment, or there are fewer than two
 */
export async function loadDemonstrations(
  folder: string,
  every: number,
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
    return {
      fit: join(episodes.filter((_, index) => !isHeldOut(index))),
      validation: join(episodes.filter((_, index) => isHeldOut(index))),
    };
  } finally {
    await pool.destroy();
  }
}

function join(episodes: readonly Demonstration[]): DataSet {
  const images = new Uint8Array(episodes.reduce((sum, episode) => sum + episode.images.length, 0));
  const values = new Float32Array(episodes.reduce((sum, episode) => sum + episode.targets.length, 0));
  let pixel = 0;
  let value = 0;
  for (const { images: own, targets } of episodes) {
    images.set(own, pixel);
    values.set(targets, value);
    pixel += own.length;
    value += targets.length;
  }
  return { count: values.length / OUTPUTS, images, targets: { kind: "values", outputs: OUTPUTS, values } };
}

import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { CarRacingInfo } from "../../envs/box2d/car-racing/car-racing.js";
import type { Demonstrator } from "./demonstrator.js";
import { EpisodeRecorder, type PictureEnv } from "./episode-recorder.js";
import type { RecordedEnvironment, Recording } from "./recording.js";
import { findRecordings, readRecording } from "./recording-folder.js";

/** Steps between two reports of progress. */
const REPORT = 50;

export interface RecordLapsOptions {
  /** Car-racing with continuous actions, made from `environment`. */
  readonly env: PictureEnv;
  readonly environment: RecordedEnvironment;
  readonly demonstrator: Demonstrator;
  /** Where the recordings go; see `prepareFolder`. */
  readonly folder: string;
  /** The tracks to drive. */
  readonly seeds: readonly number[];
  /** Drops the lap being driven and ends the recording. */
  readonly signal: AbortSignal;
  /** Told now and then how far the work is, and after every lap. */
  readonly onProgress: (progress: LapProgress) => void;
}

export interface LapProgress {
  /** Laps saved by this call. */
  readonly laps: number;
  /** Steps driven by this call, saved or not. */
  readonly steps: number;
}

/**
 * Drives one lap on each track and records it. One lap is packed and written while the next is driven.
 * @returns the JSON files, in the order of the tracks
 */
export async function recordLaps(options: RecordLapsOptions): Promise<string[]> {
  const { env, environment, demonstrator, folder, seeds, signal, onProgress } = options;
  const recorder = new EpisodeRecorder(env, { folder, environment, driver: demonstrator.driver });
  const files: string[] = [];
  let steps = 0;
  let saving: Promise<void> = Promise.resolve();
  try {
    for (const seed of seeds) {
      for (const _ of driveLap(recorder, demonstrator, seed)) {
        // Saving the last lap takes many turns of the event loop, and so does hearing Ctrl-C.
        await nextTurn();
        if (signal.aborted) return files;
        if (++steps % REPORT === 0) onProgress({ laps: files.length, steps });
      }
      await saving;
      saving = recorder.save().then((file) => {
        files.push(file);
        onProgress({ laps: files.length, steps });
      });
      // A failure shows at the next await.
      saving.catch(() => undefined);
    }
  } finally {
    await saving;
  }
  return files;
}

/** Drives a lap; yields after every step. */
function* driveLap(recorder: EpisodeRecorder, demonstrator: Demonstrator, seed: number): Generator<void> {
  let [observation, info] = recorder.reset(seed);
  demonstrator.begin(seed);
  let { tilesVisited } = info as CarRacingInfo;
  let stepsWithoutProgress = 0;
  for (let over = false; !over; ) {
    const { action, label } = demonstrator.act(observation);
    const result = recorder.step(action, label);
    yield;
    [observation, , , , info] = result;
    const visitedBefore = tilesVisited;
    ({ tilesVisited } = info as CarRacingInfo);
    stepsWithoutProgress = tilesVisited > visitedBefore ? 0 : stepsWithoutProgress + 1;
    over = result[2] || result[3] || stepsWithoutProgress >= demonstrator.patience;
  }
}

/** The recordings of a folder by one driver in one environment: what an interrupted session has done already. */
export async function recordedBefore(
  folder: string,
  driver: Recording["driver"],
  environment: RecordedEnvironment,
): Promise<Recording[]> {
  const recordings = await Promise.all((await findRecordings(folder)).map(readRecording));
  return recordings.filter(
    (each) => isDeepStrictEqual(each.driver, driver) && isDeepStrictEqual(each.environment, environment),
  );
}

/** Those of some tracks that this driver has not recorded in a folder yet. */
export async function missingLaps(
  tracks: readonly number[],
  ...where: Parameters<typeof recordedBefore>
): Promise<number[]> {
  const driven = new Set((await recordedBefore(...where)).map(({ seed }) => seed));
  return tracks.filter((seed) => !driven.has(seed));
}

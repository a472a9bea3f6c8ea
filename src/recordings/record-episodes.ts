import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import type { Env } from "../../envs/env.js";
import { InputError } from "../errors.js";
import type { EnvReference } from "../networks/policy.js";
import type { Policy } from "../policies/policy.js";
import { type EpisodeOptions, startEpisode, TrajectoryCollector } from "../rollout/rollout.js";
import type { EpisodeSeed } from "../rollout/seeds.js";
import { isSystemError } from "../system-error.js";
import { type Agent, type Recording, returnOf, stepsOf } from "./recording.js";
import { findRecordings, readRecording } from "./recording-folder.js";
import { writeTrajectory } from "./write-trajectory.js";

/** Steps between two reports of progress. */
const REPORT = 50;

export interface RecordOptions extends Pick<EpisodeOptions, "labeller" | "noise" | "stall"> {
  readonly env: Env;
  /** What made the environment, so that a replay can make it again. */
  readonly reference: EnvReference;
  readonly policy: Policy;
  /** Who the recordings say has acted. */
  readonly agent: Agent;
  /** Where the recordings go; see `prepareFolder`. */
  readonly folder: string;
  /** One episode for each. */
  readonly seeds: readonly number[];
  /** Drops the episode under way and ends the recording. */
  readonly signal?: AbortSignal;
  /** Told now and then how far the work is, and after every episode. */
  readonly onProgress?: (progress: RecordProgress) => void;
}

export interface RecordProgress {
  /** Episodes saved by this call. */
  readonly episodes: number;
  /** Steps taken by this call, saved or not. */
  readonly steps: number;
}

/**
 * Records one episode for each seed. One is packed and written while the next one runs.
 * @returns the JSON files, in the order of the seeds
 */
export async function recordEpisodes(options: RecordOptions): Promise<string[]> {
  const { env, reference, policy, agent, folder, seeds, signal, onProgress, ...events } = options;
  const { observationSpace } = env;
  const files: string[] = [];
  let steps = 0;
  let saving: Promise<void> = Promise.resolve();
  try {
    for (const seed of seeds) {
      const collector = new TrajectoryCollector(reference, seed);
      for (const step of startEpisode(env, policy, { ...events, seed }).steps) {
        collector.add(step);
        // Saving the last episode takes many turns of the event loop, and so does hearing Ctrl-C.
        await nextTurn();
        if (signal?.aborted) return files;
        if (++steps % REPORT === 0) onProgress?.({ episodes: files.length, steps });
      }
      await saving;
      saving = writeTrajectory(collector.trajectory(), { folder, agent, observationSpace }).then((file) => {
        files.push(file);
        onProgress?.({ episodes: files.length, steps });
      });
      // A failure shows at the next await.
      saving.catch(() => undefined);
    }
  } finally {
    await saving;
  }
  return files;
}

/**
 * The recordings of a folder by one agent in one environment, one after the other: thousands of them take gigabytes.
 * What is damaged is none.
 */
export async function* recordingsBy(
  folder: string,
  agent: Agent,
  environment: EnvReference,
): AsyncGenerator<Recording> {
  for (const file of await findRecordings(folder)) {
    const recording = await readRecording(file).catch((error: unknown) => {
      if (error instanceof InputError || isSystemError(error)) return undefined;
      throw error;
    });
    if (
      recording &&
      isDeepStrictEqual(recording.agent, agent) &&
      isDeepStrictEqual(recording.environment, environment)
    ) {
      yield recording;
    }
  }
}

/** An episode that a folder holds. */
export interface HeldEpisode {
  readonly seed: EpisodeSeed;
  readonly steps: number;
  readonly return: number;
}

/** The episodes of a folder by one agent in one environment: what an interrupted session has done already. */
export async function recordedBefore(...where: Parameters<typeof recordingsBy>): Promise<HeldEpisode[]> {
  const held: HeldEpisode[] = [];
  for await (const recording of recordingsBy(...where)) {
    held.push({ seed: recording.seed, steps: stepsOf(recording), return: returnOf(recording) });
  }
  return held;
}

/** Those of some seeds that this agent has not recorded in a folder yet. */
export async function missingSeeds(
  seeds: readonly number[],
  ...where: Parameters<typeof recordedBefore>
): Promise<number[]> {
  const done = new Set((await recordedBefore(...where)).map(({ seed }) => seed));
  return seeds.filter((seed) => !done.has(seed));
}

import { setImmediate as nextTurn } from "node:timers/promises";
import { isDeepStrictEqual } from "node:util";
import { specOfEnv } from "../adapters/environments.js";
import { InputError } from "../errors.js";
import type { EnvReference } from "../networks/policy.js";
import { type Recording, stepsOf } from "./recording.js";
import { findRecordings, readRecording } from "./recording-folder.js";
import { environmentOfRecording, type ReplayedStep } from "./replay.js";
import { provenReplay } from "./verify.js";

/** Steps between two turns of the event loop, so that Ctrl-C is heard. */
const TURN = 50;

/** Recordings that become one data set. */
export interface ExportedSet {
  readonly environment: EnvReference;
  /** The JSON files. */
  readonly files: readonly string[];
  /** Of all episodes together. */
  readonly steps: number;
  /** Whether a recording says what should have been done. */
  readonly isLabelled: boolean;
  /** Who acted, as recordings name their agents; each once. */
  readonly agents: readonly string[];
}

export interface ExportWork {
  /** Drops the work; nothing is left of it then. */
  readonly signal?: AbortSignal | undefined;
  /** Told how far the work is, in steps of all episodes. */
  readonly onProgress?: ((done: number, total: number) => void) | undefined;
}

/**
 * Looks at recordings that are to become one data set.
 * @param path a folder of recordings, or one of them
 * @throws InputError when there are none, or they are of several environments
 */
export async function exportedSet(path: string): Promise<ExportedSet> {
  const files = await findRecordings(path);
  const agents = new Set<string>();
  let environment: EnvReference | undefined;
  let steps = 0;
  let isLabelled = false;
  for (const file of files) {
    const recording = await readRecording(file);
    environment ??= recording.environment;
    if (!isDeepStrictEqual(recording.environment, environment)) {
      const [first, other] = [environment, recording.environment].map(describe);
      throw new InputError(
        `${file}: expected the environment of the recordings before it, ${first}, got ${other}; a data set has one`,
      );
    }
    agents.add(recording.agent.name || recording.agent.kind);
    steps += stepsOf(recording);
    isLabelled ||= recording.labels !== undefined;
  }
  if (!environment) throw new InputError(`${path}: expected recordings, got a folder without any`);
  // A module that is missing is heard of before anything is written.
  await specOfEnv(environment);
  return { environment, files, steps, isLabelled, agents: [...agents] };
}

const describe = ({ id, options }: EnvReference) => `${id} ${JSON.stringify(options)}`;

/**
 * Replays the episodes of a set in order, each in an environment of its own, and proves them on the way.
 * @param begin told of each episode before its replay; what it gives gets each step, the reset first, and then the end
 * @throws InputError that names the step in which a replay is not as recorded; the signal's reason after an abort
 */
export async function replayAll(
  { files, steps }: ExportedSet,
  { signal, onProgress }: ExportWork,
  begin: (recording: Recording, episode: number) => EpisodeSink | Promise<EpisodeSink>,
): Promise<void> {
  let done = 0;
  for (const [episode, file] of files.entries()) {
    const recording = await readRecording(file);
    const sink = await begin(recording, episode);
    const env = await environmentOfRecording(recording, file);
    try {
      for (const step of provenReplay(recording, env)) {
        await sink.add(step);
        if (step.index % TURN !== 0) continue;
        await nextTurn();
        signal?.throwIfAborted();
        onProgress?.(done + step.index, steps);
      }
    } catch (error) {
      if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`, { cause: error });
      throw error;
    } finally {
      env.close();
    }
    await sink.end();
    done += stepsOf(recording);
    onProgress?.(done, steps);
  }
}

/** Where the steps of an episode go. */
export interface EpisodeSink {
  add(step: ReplayedStep): void | Promise<void>;
  end(): void | Promise<void>;
}

import type { Env, ResetResult, StepResult } from "../../envs/env.js";
import type { Box, Space } from "../../envs/spaces.js";
import { packageVersion } from "../package-version.js";
import { COLUMNS } from "./film-strip.js";
import {
  type Driver,
  frameHash,
  type RecordedAction,
  type RecordedEnvironment,
  type Recording,
} from "./recording.js";
import { writeRecording } from "./recording-folder.js";

/** An environment whose observations are RGB pictures: what can be recorded. */
export type PictureEnv = Env<Box<"uint8">, Space>;

export interface RecorderOptions {
  /** Where `save` writes. It must exist; see `prepareFolder`. */
  readonly folder: string;
  /** What made the environment, so that a replay can make it again. */
  readonly environment: RecordedEnvironment;
  readonly driver: Driver;
}

/** An action as environments and drivers give it. */
type Action = RecordedAction | Float32Array;

interface Episode {
  readonly seed: number;
  readonly frames: Uint8Array[];
  readonly hashes: string[];
  readonly actions: RecordedAction[];
  readonly rewards: number[];
  readonly labels: RecordedAction[];
  readonly corrected: number[];
  terminated: boolean;
  truncated: boolean;
}

/** Drives an environment and remembers the episode, until it is saved or dropped. */
export class EpisodeRecorder {
  readonly #env: PictureEnv;
  readonly #options: RecorderOptions;
  readonly #height: number;
  readonly #width: number;
  #episode: Episode | undefined;
  #saving: Promise<unknown> = Promise.resolve();

  /** @throws RangeError when the environment's observations are no RGB pictures */
  constructor(env: PictureEnv, options: RecorderOptions) {
    const { shape } = env.observationSpace;
    if (shape?.length !== 3 || shape[2] !== 3) {
      throw new RangeError(
        `expected an environment that observes RGB pictures, got ${options.environment.id}`,
      );
    }
    [this.#height, this.#width] = shape as [number, number, number];
    this.#env = env;
    this.#options = options;
  }

  /** Steps driven since the reset. */
  get steps(): number {
    return this.#episode?.actions.length ?? 0;
  }

  /** Sum of the rewards since the reset. */
  get return(): number {
    return this.#episode?.rewards.reduce((sum, reward) => sum + reward, 0) ?? 0;
  }

  /** Starts an episode; one that was not saved is dropped. */
  reset(seed: number): ResetResult<Uint8Array, object> {
    const result = this.#env.reset({ seed });
    const [observation] = result;
    this.#episode = {
      seed,
      frames: [observation],
      hashes: [frameHash(observation)],
      actions: [],
      rewards: [],
      labels: [],
      corrected: [],
      terminated: false,
      truncated: false,
    };
    return result;
  }

  /**
   * Applies an action and records it.
   * @param label what the demonstrator wanted, where the action was disturbed: in every step of an episode or in none
   * @param corrected whether someone overruled the policy that drives
   * @throws RangeError when the action is not in the action space
   */
  step(action: Action, label?: Action, corrected = false): StepResult<Uint8Array, object> {
    const episode = this.#current();
    const done = plain(action);
    const result = this.#env.step(done);
    const [observation, reward, terminated, truncated] = result;
    episode.frames.push(observation);
    episode.hashes.push(frameHash(observation));
    if (corrected) episode.corrected.push(episode.actions.length);
    episode.actions.push(done);
    episode.rewards.push(reward);
    if (label !== undefined) episode.labels.push(plain(label));
    episode.terminated = terminated;
    episode.truncated = truncated;
    return result;
  }

  /**
   * Writes the episode. The next one may begin before the promise settles. When writing fails and no other episode has
   * begun, the episode stays and can be saved again.
   * @returns the path of the JSON file
   */
  async save(): Promise<string> {
    const episode = this.#current();
    this.discard();
    const saved = this.#saving.then(() => this.#write(episode));
    this.#saving = saved.catch(() => undefined);
    try {
      return await saved;
    } catch (error) {
      this.#episode ??= episode;
      throw error;
    }
  }

  /** Drops the episode. */
  discard(): void {
    this.#episode = undefined;
  }

  #write({ frames, labels, corrected, ...episode }: Episode): Promise<string> {
    const { environment, driver, folder } = this.#options;
    const recording: Recording = {
      package: packageVersion(),
      created: new Date().toISOString(),
      environment,
      driver,
      frame: { width: this.#width, height: this.#height, columns: COLUMNS },
      ...episode,
      ...(labels.length > 0 && { labels }),
      ...(corrected.length > 0 && { corrected }),
    };
    return writeRecording(folder, recording, frames);
  }

  #current(): Episode {
    if (!this.#episode) throw new Error("reset() must be called before step() and save()");
    return this.#episode;
  }
}

/** A copy with 0 for −0, which JSON cannot tell apart. */
function plain(action: Action): RecordedAction {
  return typeof action === "number" ? action + 0 : Array.from(action, (value) => value + 0);
}

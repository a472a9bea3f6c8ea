import { describe } from "../describe.js";
import type {
  ActionOf,
  Env,
  InfoOf,
  ObservationOf,
  ResetOptions,
  ResetResult,
  StepOptions,
  StepResult,
} from "../env.js";
import { Wrapper } from "./wrapper.js";

/** One episode, with Gymnasium's names. */
export interface EpisodeStatistics {
  /** Return: the sum of the rewards. */
  readonly r: number;
  /** Length in steps. */
  readonly l: number;
  /** Seconds from the reset to the end. */
  readonly t: number;
}

/**
 * Adds `info.episode` to the step that ends an episode, and keeps the latest ones
 * (gymnasium.wrappers.RecordEpisodeStatistics).
 */
export class RecordEpisodeStatistics<E extends Env> extends Wrapper<
  E,
  E["observationSpace"],
  E["actionSpace"],
  InfoOf<E> & { readonly episode?: EpisodeStatistics }
> {
  /** The latest episodes, oldest first. */
  readonly episodes: EpisodeStatistics[] = [];
  readonly #bufferLength: number;
  #return = 0;
  #length = 0;
  #start = 0;

  /**
   * @param bufferLength How many episodes are kept.
   * @throws {RangeError} when that is not a positive integer.
   */
  constructor(env: E, bufferLength = 100) {
    super(env);
    if (!(Number.isSafeInteger(bufferLength) && bufferLength > 0)) {
      throw new RangeError(
        `RecordEpisodeStatistics expected a positive integer, got ${describe(bufferLength)}`,
      );
    }
    this.#bufferLength = bufferLength;
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    this.#return = 0;
    this.#length = 0;
    this.#start = performance.now();
    return super.reset(options);
  }

  override step(
    action: ActionOf<E>,
    options?: StepOptions,
  ): StepResult<ObservationOf<E>, InfoOf<E> & { readonly episode?: EpisodeStatistics }> {
    const result = super.step(action, options);
    const [observation, reward, terminated, truncated, info] = result;
    this.#return += reward;
    this.#length++;
    if (terminated || truncated) {
      const episode = { r: this.#return, l: this.#length, t: (performance.now() - this.#start) / 1000 };
      this.episodes.push(episode);
      if (this.episodes.length > this.#bufferLength) this.episodes.shift();
      return [observation, reward, terminated, truncated, { ...info, episode }];
    }
    return result;
  }
}

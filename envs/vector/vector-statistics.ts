import type { Env } from "../env.js";
import type { EpisodeStatistics } from "../wrappers/record-episode-statistics.js";
import type {
  BatchedAction,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from "./vector-env.js";
import { VectorWrapper } from "./vector-wrapper.js";

/**
 * Adds `episode` to the info of each environment whose episode ends, and keeps the latest of all environments
 * (gymnasium.wrappers.vector.RecordEpisodeStatistics).
 */
export class VectorRecordEpisodeStatistics<E extends Env> extends VectorWrapper<E> {
  /** The latest episodes, oldest first. */
  readonly episodes: EpisodeStatistics[] = [];
  readonly #bufferLength: number;
  readonly #returns: number[];
  readonly #lengths: number[];
  readonly #starts: number[];
  readonly #hasEnded: boolean[];

  /**
   * @param bufferLength How many episodes are kept.
   * @throws {RangeError} when that is not a positive integer.
   */
  constructor(env: VectorEnv<E>, bufferLength = 100) {
    super(env);
    if (!(Number.isSafeInteger(bufferLength) && bufferLength > 0)) {
      throw new RangeError(`VectorRecordEpisodeStatistics expected a positive integer, got ${bufferLength}`);
    }
    this.#bufferLength = bufferLength;
    const zeros = () => Array.from({ length: env.numEnvs }, () => 0);
    this.#returns = zeros();
    this.#lengths = zeros();
    this.#starts = zeros();
    this.#hasEnded = zeros().map(() => false);
  }

  override async reset(options?: VectorResetOptions): Promise<VectorResetResult<E>> {
    const result = await super.reset(options);
    for (let i = 0; i < this.numEnvs; i++) if (options?.mask?.[i] ?? true) this.#start(i);
    return result;
  }

  override async step(actions: BatchedAction<E>): Promise<VectorStepResult<E>> {
    const [observations, rewards, terminations, truncations, infos] = await super.step(actions);
    const told = infos.map((info, i) => {
      // This step was a reset.
      if (this.#hasEnded[i]) {
        this.#start(i);
        return info;
      }
      this.#returns[i] += rewards[i];
      this.#lengths[i]++;
      if (!terminations[i] && !truncations[i]) return info;
      const seconds = (performance.now() - this.#starts[i]) / 1000;
      const episode = { r: this.#returns[i], l: this.#lengths[i], t: seconds };
      this.episodes.push(episode);
      if (this.episodes.length > this.#bufferLength) this.episodes.shift();
      if (this.autoreset === "same-step") this.#start(i);
      else this.#hasEnded[i] = true;
      return { ...info, episode };
    });
    return [observations, rewards, terminations, truncations, told];
  }

  #start(i: number): void {
    this.#returns[i] = 0;
    this.#lengths[i] = 0;
    this.#starts[i] = performance.now();
    this.#hasEnded[i] = false;
  }
}

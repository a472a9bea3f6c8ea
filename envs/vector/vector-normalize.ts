import type { Env } from "../env.js";
import { checkOptions, numberFrom } from "../options.js";
import { Box, type Space } from "../spaces.js";
import type { NormalizeRewardOptions } from "../wrappers/normalize-reward.js";
import { NormalizedBox, RunningMeanStd } from "../wrappers/running-mean-std.js";
import type {
  BatchedAction,
  BatchedObservation,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from "./vector-env.js";
import { VectorWrapper } from "./vector-wrapper.js";

/**
 * Shifts and scales each element of the observations to mean 0 and variance 1 over what all environments saw so far
 * (gymnasium.wrappers.vector.NormalizeObservation). The spaces stay those of the environments; what is observed is
 * float32, without bounds.
 */
export class VectorNormalizeObservation<E extends Env<Box>> extends VectorWrapper<E> {
  /** Whether observations count towards mean and variance. Switch it off to evaluate. */
  updateRunningMean = true;

  readonly #size: number;
  readonly #seen: NormalizedBox;

  /**
   * @param epsilon Added to the variance, so that nothing is divided by zero.
   * @throws {TypeError} when the observations are not of a `Box`.
   * @throws {RangeError} when epsilon is not positive.
   */
  constructor(env: VectorEnv<E>, epsilon = 1e-8) {
    super(env);
    const space: Space = env.singleObservationSpace;
    if (!(space instanceof Box))
      throw new TypeError(`VectorNormalizeObservation expected a Box, got ${space}`);
    if (!(Number.isFinite(epsilon) && epsilon > 0))
      throw new RangeError(`VectorNormalizeObservation expected epsilon > 0, got ${epsilon}`);
    this.#size = space.size;
    this.#seen = new NormalizedBox(space, epsilon);
  }

  override async reset(options?: VectorResetOptions): Promise<VectorResetResult<E>> {
    const [observations, infos] = await super.reset(options);
    return [this.#normalized(observations), infos];
  }

  override async step(actions: BatchedAction<E>): Promise<VectorStepResult<E>> {
    const [observations, ...rest] = await super.step(actions);
    return [this.#normalized(observations), ...rest];
  }

  #normalized(observations: BatchedObservation<E>): BatchedObservation<E> {
    const values = observations as unknown as Float32Array;
    if (this.updateRunningMean) {
      const rows = Array.from({ length: this.numEnvs }, (_, i) =>
        values.subarray(i * this.#size, (i + 1) * this.#size),
      );
      this.#seen.update(rows);
    }
    return this.#seen.normalize(values) as unknown as BatchedObservation<E>;
  }
}

/**
 * Divides rewards by the standard deviation of the discounted returns of all environments so far
 * (gymnasium.wrappers.vector.NormalizeReward). The discounted returns are float32, as there.
 */
export class VectorNormalizeReward<E extends Env> extends VectorWrapper<E> {
  /** Whether rewards count towards the deviation. Switch it off to evaluate. */
  updateRunningMean = true;

  readonly #gamma: number;
  readonly #epsilon: number;
  readonly #returns = new RunningMeanStd(1, "float64");
  readonly #discounted: Float32Array;
  readonly #hasEnded: boolean[];

  /** @throws {RangeError} when gamma is not from 0 to 1 or epsilon not positive. */
  constructor(env: VectorEnv<E>, options: NormalizeRewardOptions = {}) {
    super(env);
    const rules = { gamma: numberFrom(0, 1), epsilon: numberFrom(Number.MIN_VALUE, Number.MAX_VALUE) };
    checkOptions("VectorNormalizeReward", rules, options);
    this.#gamma = options.gamma ?? 0.99;
    this.#epsilon = options.epsilon ?? 1e-8;
    this.#discounted = new Float32Array(env.numEnvs);
    this.#hasEnded = Array.from({ length: env.numEnvs }, () => false);
  }

  override async reset(options?: VectorResetOptions): Promise<VectorResetResult<E>> {
    const result = await super.reset(options);
    this.#discounted.fill(0);
    this.#hasEnded.fill(false);
    return result;
  }

  override async step(actions: BatchedAction<E>): Promise<VectorStepResult<E>> {
    const [observations, rewards, terminations, truncations, infos] = await super.step(actions);
    const rows: number[][] = [];
    for (let i = 0; i < this.numEnvs; i++) {
      // A step that was a reset has no reward.
      if (!this.#hasEnded[i]) {
        const earlier = Math.fround(this.#discounted[i] * Math.fround(this.#gamma));
        this.#discounted[i] = earlier * (terminations[i] ? 0 : 1) + rewards[i];
        rows.push([this.#discounted[i]]);
      }
      const ends = terminations[i] || truncations[i];
      const isNew = ends && this.autoreset === "same-step";
      this.#hasEnded[i] = ends && !isNew;
      if (isNew) this.#discounted[i] = 0;
    }
    if (this.updateRunningMean && rows.length > 0) this.#returns.update(rows, true);
    const deviation = Math.sqrt(this.#returns.variance[0] + this.#epsilon);
    return [observations, rewards.map((reward) => reward / deviation), terminations, truncations, infos];
  }
}

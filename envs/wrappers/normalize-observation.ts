import type { ActionOf, Env, InfoOf, ResetOptions, ResetResult, StepResult } from "../env.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { NormalizedBox } from "./running-mean-std.js";
import { Wrapper } from "./wrapper.js";

/**
 * Shifts and scales each element of the observations to mean 0 and variance 1 over all that was seen so far
 * (gymnasium.wrappers.NormalizeObservation).
 */
export class NormalizeObservation<E extends Env<Box>> extends Wrapper<E, Box<"float32">> {
  /** Whether observations count towards mean and variance. Switch it off to evaluate. */
  updateRunningMean = true;

  readonly #seen: NormalizedBox;

  /**
   * @param epsilon Added to the variance, so that nothing is divided by zero.
   * @throws {TypeError} when the observations are not of a `Box`.
   * @throws {RangeError} when epsilon is not positive.
   */
  constructor(env: E, epsilon = 1e-8) {
    expectEnv("NormalizeObservation", env);
    const { observationSpace } = env;
    if (!(observationSpace instanceof Box)) {
      throw new TypeError(`NormalizeObservation expected a Box, got ${observationSpace}`);
    }
    if (!(Number.isFinite(epsilon) && epsilon > 0)) {
      throw new RangeError(`NormalizeObservation expected epsilon > 0, got ${epsilon}`);
    }
    const { shape } = observationSpace;
    super(env, {
      observationSpace: new Box({ low: -Infinity, high: Infinity, shape, dtype: "float32" }),
    });
    this.#seen = new NormalizedBox(observationSpace, epsilon);
  }

  override reset(options?: ResetOptions): ResetResult<Float32Array, InfoOf<E>> {
    const [observation, info] = this.env.reset(options);
    return [this.#normalized(observation), info as InfoOf<E>];
  }

  // Every observation counts, so `unseen` is not handed on.
  override step(action: ActionOf<E>): StepResult<Float32Array, InfoOf<E>> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    return [this.#normalized(observation), reward, terminated, truncated, info as InfoOf<E>];
  }

  #normalized(observation: ArrayLike<number>): Float32Array {
    if (this.updateRunningMean) this.#seen.update([observation]);
    return this.#seen.normalize(observation);
  }
}

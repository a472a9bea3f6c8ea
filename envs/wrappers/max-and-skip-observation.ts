import type { ActionOf, Env, InfoOf, ObservationOf, StepResult } from "../env.js";
import { Box } from "../spaces.js";
import { Wrapper } from "./wrapper.js";

/**
 * Repeats every action for `skip` steps and gives the greatest value that each element had in the last two observations
 * (gymnasium.wrappers.MaxAndSkipObservation). Rewards are summed. Observations before the last two are not drawn.
 *
 * When the episode ends earlier, what a missing one of the two was before counts, at first 0: a flaw kept as in
 * Gymnasium.
 */
export class MaxAndSkipObservation<E extends Env<Box>> extends Wrapper<E> {
  readonly #skip: number;
  /** The last observation and the one before. */
  readonly #latest: readonly [Float32Array, Float32Array];

  /**
   * @throws {TypeError} when the observations are not of a `Box`.
   * @throws {RangeError} when `skip` is not an integer of 2 or more.
   */
  constructor(env: E, skip = 4) {
    super(env);
    if (!(env.observationSpace instanceof Box)) {
      throw new TypeError(`MaxAndSkipObservation expected a Box, got ${env.observationSpace}`);
    }
    if (!Number.isInteger(skip) || skip < 2) {
      throw new RangeError(`MaxAndSkipObservation expected an integer of 2 or more, got ${skip}`);
    }
    this.#skip = skip;
    const { arrayType, size } = env.observationSpace;
    this.#latest = [new arrayType(size), new arrayType(size)] as [Float32Array, Float32Array];
  }

  override step(action: ActionOf<E>): StepResult<ObservationOf<E>, InfoOf<E>> {
    let total = 0;
    for (let left = this.#skip - 1; ; left--) {
      const latest = this.#latest[left];
      const [observation, reward, terminated, truncated, info] = super.step(action, { unseen: !latest });
      latest?.set(observation as Float32Array);
      total += reward;
      if (left === 0 || terminated || truncated) {
        return [this.#greatest() as ObservationOf<E>, total, terminated, truncated, info];
      }
    }
  }

  #greatest(): Float32Array {
    const [last, before] = this.#latest;
    return last.map((value, i) => Math.max(value, before[i]));
  }
}

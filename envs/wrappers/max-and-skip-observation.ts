import type { ActionOf, Env, InfoOf, ObservationOf, StepResult } from "../env.js";
import { Box } from "../spaces.js";
import { Wrapper } from "./wrapper.js";

/**
 * Repeats every action for `skip` steps and gives the greatest value that each element had in the last two observations
 * (gymnasium.wrappers.MaxAndSkipObservation). Rewards are summed. Observations before the last two are not drawn.
 *
 * When the episode ends earlier, the last observation alone counts; Gymnasium mixes in one from before.
 */
export class MaxAndSkipObservation<E extends Env<Box>> extends Wrapper<E> {
  readonly #skip: number;

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
  }

  override step(action: ActionOf<E>): StepResult<ObservationOf<E>, InfoOf<E>> {
    let total = 0;
    for (let i = 1; i < this.#skip - 1; i++) {
      const [observation, reward, terminated, truncated, info] = super.step(action, { unseen: true });
      total += reward;
      if (terminated || truncated) return [observation, total, terminated, truncated, info];
    }
    const [before, reward, ...rest] = super.step(action);
    total += reward;
    if (rest[0] || rest[1]) return [before, total, ...rest];
    // A copy, in case the environment uses the array again.
    const greatest = (before as Float32Array).slice();
    const [last, lastReward, ...end] = super.step(action);
    keepGreatest(greatest, last as Float32Array);
    return [greatest as ObservationOf<E>, total + lastReward, ...end];
  }
}

function keepGreatest(greatest: Float32Array, other: Float32Array): void {
  for (let i = 0; i < greatest.length; i++) if (other[i] > greatest[i]) greatest[i] = other[i];
}

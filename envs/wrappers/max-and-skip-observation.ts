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
      const result = super.step(action, { unseen: true });
      total += result[1];
      if (result[2] || result[3]) {
        result[1] = total;
        return result;
      }
    }
    const [before, reward, ...rest] = super.step(action);
    if (rest[0] || rest[1]) return [before, total + reward, ...rest];
    const result = super.step(action);
    result[1] += total + reward;
    keepGreatest(result[0] as Uint8Array, before as Uint8Array);
    return result;
  }
}

/** The first observation belongs to the caller, so it may be changed. */
function keepGreatest(last: Uint8Array, before: Uint8Array): void {
  for (let i = 0; i < last.length; i++) if (before[i]! > last[i]!) last[i] = before[i]!;
}

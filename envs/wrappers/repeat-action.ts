import { describe } from "../describe.js";
import type { ActionOf, Env, InfoOf, ObservationOf, StepOptions, StepResult } from "../env.js";
import { Wrapper } from "./wrapper.js";

/** Repeats every action, and sums the rewards (gymnasium.wrappers.RepeatAction). The episode may end earlier. */
export class RepeatAction<E extends Env> extends Wrapper<E> {
  readonly #numRepeats: number;

  /** @throws {RangeError} when the number is not a positive integer. */
  constructor(env: E, numRepeats: number) {
    super(env);
    if (!(Number.isSafeInteger(numRepeats) && numRepeats > 0)) {
      throw new RangeError(`RepeatAction expected a positive integer, got ${describe(numRepeats)}`);
    }
    this.#numRepeats = numRepeats;
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    let total = 0;
    for (let i = 1; ; i++) {
      const last = i === this.#numRepeats;
      const [observation, reward, terminated, truncated, info] = super.step(
        action,
        last ? options : { unseen: true },
      );
      total += reward;
      if (last || terminated || truncated) return [observation, total, terminated, truncated, info];
    }
  }
}

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

/**
 * Resets an environment whose episode has ended on the next step, which ignores its action and gives reward 0
 * (gymnasium.wrappers.Autoreset).
 */
export class Autoreset<E extends Env> extends Wrapper<E> {
  #hasEnded = false;

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    this.#hasEnded = false;
    return super.reset(options);
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    if (this.#hasEnded) {
      this.#hasEnded = false;
      const [observation, info] = super.reset();
      return [observation, 0, false, false, info];
    }
    const result = super.step(action, options);
    this.#hasEnded = result[2] || result[3];
    return result;
  }
}

import type { ActionOf, Env, InfoOf, ObservationOf, StepOptions, StepResult } from "../env.js";
import { expectFunction } from "./expect-env.js";
import { Wrapper } from "./wrapper.js";

/** Changes every reward (gymnasium.wrappers.TransformReward). */
export class TransformReward<E extends Env> extends Wrapper<E> {
  readonly #transform: (reward: number) => number;

  constructor(env: E, transform: (reward: number) => number) {
    super(env);
    expectFunction("TransformReward", transform);
    this.#transform = transform;
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    const [observation, reward, ...rest] = super.step(action, options);
    return [observation, this.#transform(reward), ...rest];
  }
}

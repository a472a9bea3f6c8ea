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
import type { Space, ValueOf } from "../spaces.js";
import { expectFunction, expectSpace } from "./expect-env.js";
import { Wrapper } from "./wrapper.js";

/** Changes every observation (gymnasium.wrappers.TransformObservation). */
export class TransformObservation<
  E extends Env,
  ObservationSpace extends Space = E["observationSpace"],
> extends Wrapper<E, ObservationSpace> {
  readonly #transform: (observation: ObservationOf<E>) => ValueOf<ObservationSpace>;

  /**
   * @param transform Gives a new observation; it may keep or change the one it is given.
   * @param observationSpace What the new observations belong to.
   */
  constructor(
    env: E,
    transform: (observation: ObservationOf<E>) => ValueOf<ObservationSpace>,
    observationSpace: ObservationSpace,
  ) {
    super(env, { observationSpace });
    expectFunction(new.target.name, transform);
    expectSpace(new.target.name, observationSpace);
    this.#transform = transform;
  }

  override reset(options?: ResetOptions): ResetResult<ValueOf<ObservationSpace>, InfoOf<E>> {
    const [observation, info] = this.env.reset(options);
    return [this.#transform(observation as ObservationOf<E>), info as InfoOf<E>];
  }

  override step(
    action: ActionOf<E>,
    options?: StepOptions,
  ): StepResult<ValueOf<ObservationSpace>, InfoOf<E>> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action, options);
    return [
      this.#transform(observation as ObservationOf<E>),
      reward,
      terminated,
      truncated,
      info as InfoOf<E>,
    ];
  }
}

import type { ActionOf, Env, InfoOf, ObservationOf, StepOptions, StepResult } from "../env.js";
import type { AcceptedBy, Space } from "../spaces.js";
import { expectFunction, expectSpace } from "./expect-env.js";
import { Wrapper } from "./wrapper.js";

/** Changes every action before the environment gets it (gymnasium.wrappers.TransformAction). */
export class TransformAction<E extends Env, ActionSpace extends Space = E["actionSpace"]> extends Wrapper<
  E,
  E["observationSpace"],
  ActionSpace
> {
  readonly #transform: (action: AcceptedBy<ActionSpace>) => ActionOf<E>;

  /**
   * @param transform From an action of the new space to one of the environment's.
   * @param actionSpace What the new actions belong to.
   */
  constructor(env: E, transform: (action: AcceptedBy<ActionSpace>) => ActionOf<E>, actionSpace: ActionSpace) {
    super(env, { actionSpace });
    expectFunction(new.target.name, transform);
    expectSpace(new.target.name, actionSpace);
    this.#transform = transform;
  }

  override step(
    action: AcceptedBy<ActionSpace>,
    options?: StepOptions,
  ): StepResult<ObservationOf<E>, InfoOf<E>> {
    return this.env.step(this.#transform(action), options) as StepResult<ObservationOf<E>, InfoOf<E>>;
  }
}

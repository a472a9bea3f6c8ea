import { copyOf } from "../copy-of.js";
import { describe } from "../describe.js";
import type { ActionOf, Env, InfoOf, ObservationOf, ResetOptions, ResetResult, StepResult } from "../env.js";
import { Wrapper } from "./wrapper.js";
import { zeroOf } from "./zero.js";

/**
 * Gives every observation some steps later (gymnasium.wrappers.DelayObservation). The first ones are zeros, or what of
 * the space is nearest to them.
 */
export class DelayObservation<E extends Env> extends Wrapper<E> {
  readonly #delay: number;
  readonly #queue: ObservationOf<E>[] = [];

  /** @throws {RangeError} when the delay is not an integer from 0 on. */
  constructor(env: E, delay: number) {
    super(env);
    if (!(Number.isSafeInteger(delay) && delay >= 0)) {
      throw new RangeError(`DelayObservation expected an integer from 0 on, got ${describe(delay)}`);
    }
    this.#delay = delay;
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    const [observation, info] = super.reset(options);
    this.#queue.length = 0;
    return [this.#delayed(observation), info];
  }

  // Every observation will be seen, so `unseen` is not handed on.
  override step(action: ActionOf<E>): StepResult<ObservationOf<E>, InfoOf<E>> {
    const [observation, ...rest] = super.step(action);
    return [this.#delayed(observation), ...rest];
  }

  #delayed(observation: ObservationOf<E>): ObservationOf<E> {
    // A copy, in case the environment uses the array again.
    this.#queue.push(copyOf(observation) as ObservationOf<E>);
    if (this.#queue.length > this.#delay) return this.#queue.shift()!;
    return zeroOf(this.observationSpace) as ObservationOf<E>;
  }
}

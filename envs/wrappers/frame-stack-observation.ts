import type { ActionOf, Env, InfoOf, ObservationOf, ResetOptions, ResetResult, StepResult } from "../env.js";
import { Box } from "../spaces.js";
import { Wrapper } from "./wrapper.js";

export interface FrameStackOptions {
  /** What stands for the observations before the first: the first itself (default), or zeros. */
  readonly paddingType?: "reset" | "zero";
}

/**
 * Gives the last observations together, oldest first, along a new first dimension
 * (gymnasium.wrappers.FrameStackObservation).
 */
export class FrameStackObservation<E extends Env<Box>> extends Wrapper<E> {
  readonly #padding: "reset" | "zero";
  #stacked: ObservationOf<Env<Box>>;

  /**
   * @throws {TypeError} when the observations are not of a `Box`.
   * @throws {RangeError} when the stack size is not a positive integer.
   */
  constructor(env: E, stackSize: number, { paddingType = "reset" }: FrameStackOptions = {}) {
    const single: Box = env.observationSpace;
    if (!(single instanceof Box)) throw new TypeError(`FrameStackObservation expected a Box, got ${single}`);
    if (!Number.isInteger(stackSize) || stackSize < 1) {
      throw new RangeError(`FrameStackObservation expected a positive integer, got ${stackSize}`);
    }
    const repeat = (bounds: ArrayLike<number>) =>
      Array.from({ length: single.size * stackSize }, (_, i) => bounds[i % single.size]!);
    const stacked = new Box({
      low: repeat(single.low),
      high: repeat(single.high),
      shape: [stackSize, ...single.shape],
      dtype: single.dtype,
    });
    super(env, { observationSpace: stacked as E["observationSpace"] });
    this.#padding = paddingType;
    this.#stacked = stacked.empty();
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    const [observation, info] = this.env.reset(options);
    this.#stacked = this.observationSpace.empty();
    if (this.#padding === "reset") {
      for (let at = 0; at < this.#stacked.length; at += observation.length)
        this.#stacked.set(observation, at);
    }
    return [this.#push(observation), info as InfoOf<E>];
  }

  // Every observation will be seen in the stacks to come, so `unseen` is not handed on.
  override step(action: ActionOf<E>): StepResult<ObservationOf<E>, InfoOf<E>> {
    const [observation, reward, terminated, truncated, info] = this.env.step(action);
    return [this.#push(observation), reward, terminated, truncated, info as InfoOf<E>];
  }

  #push(observation: ObservationOf<Env<Box>>): ObservationOf<E> {
    const next = this.observationSpace.empty();
    next.set(this.#stacked.subarray(observation.length));
    next.set(observation, next.length - observation.length);
    this.#stacked = next;
    return next as ObservationOf<E>;
  }
}

import { describe } from "../describe.js";
import type { ActionOf, Env, InfoOf, ObservationOf, ResetOptions, ResetResult, StepResult } from "../env.js";
import { checkOptions, type Rule } from "../options.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { Wrapper } from "./wrapper.js";

export interface FrameStackOptions {
  /** What stands for the observations before the first: the first itself (default), zeros, or an observation. */
  readonly paddingType?: "reset" | "zero" | ArrayLike<number>;
}

/**
 * Gives the last observations together, oldest first, along a new first dimension
 * (gymnasium.wrappers.FrameStackObservation).
 */
export class FrameStackObservation<E extends Env<Box>> extends Wrapper<E> {
  readonly #padding: "reset" | "zero" | ArrayLike<number>;
  #stacked: ObservationOf<Env<Box>>;

  /**
   * @throws {TypeError} when the observations are not of a `Box`.
   * @throws {RangeError} when the stack size is not a positive integer, or the padding is neither a kind nor an
   * observation.
   */
  constructor(env: E, stackSize: number, options: FrameStackOptions = {}) {
    expectEnv("FrameStackObservation", env);
    const single: Box = env.observationSpace;
    if (!(single instanceof Box)) throw new TypeError(`FrameStackObservation expected a Box, got ${single}`);
    if (!Number.isInteger(stackSize) || stackSize < 1) {
      throw new RangeError(`FrameStackObservation expected a positive integer, got ${describe(stackSize)}`);
    }
    const padding: Rule = {
      expected: `reset, zero or an observation in ${single}`,
      holds: (value) => value === "reset" || value === "zero" || single.contains(value),
    };
    checkOptions("FrameStackObservation", { paddingType: padding }, options);
    const repeat = (bounds: ArrayLike<number>) =>
      Array.from({ length: single.size * stackSize }, (_, i) => bounds[i % single.size]);
    const stacked = new Box({
      low: repeat(single.low),
      high: repeat(single.high),
      shape: [stackSize, ...single.shape],
      dtype: single.dtype,
    });
    super(env, { observationSpace: stacked as E["observationSpace"] });
    const { paddingType = "reset" } = options;
    this.#padding = typeof paddingType === "string" ? paddingType : single.from(paddingType);
    this.#stacked = stacked.empty();
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    const [observation, info] = this.env.reset(options);
    this.#stacked = this.observationSpace.empty();
    const padding = this.#padding === "reset" ? observation : this.#padding;
    if (padding !== "zero") {
      for (let at = 0; at < this.#stacked.length; at += padding.length) this.#stacked.set(padding, at);
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

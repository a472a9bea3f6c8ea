import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformObservation } from "./transform-observation.js";

/** Maps observations linearly from their bounds onto others (gymnasium.wrappers.RescaleObservation). */
export class RescaleObservation<E extends Env<Box>> extends TransformObservation<E> {
  /**
   * @param low Smallest value of every element, or of each.
   * @param high Greatest value of every element, or of each; above `low`.
   * @throws {TypeError} when the observations are not of a `Box` of floating-point numbers with finite bounds.
   * @throws {RangeError} when the new bounds are not finite or do not leave a range.
   */
  constructor(env: E, low: number | ArrayLike<number>, high: number | ArrayLike<number>) {
    expectEnv("RescaleObservation", env);
    const inner: Box = env.observationSpace;
    if (!(inner instanceof Box) || !inner.isBounded || !inner.dtype.startsWith("float")) {
      throw new TypeError(
        `RescaleObservation expected a Box of bounded floating-point numbers, got ${describe(String(inner))}`,
      );
    }
    const outer = new Box({ low, high, shape: inner.shape, dtype: inner.dtype });
    if (!outer.isBounded || outer.low.some((value, i) => value >= outer.high[i])) {
      throw new RangeError(`RescaleObservation expected finite bounds with low < high, got ${outer}`);
    }
    const round = inner.dtype === "float32" ? Math.fround : (value: number) => value;
    const slope = Array.from(inner.low, (smallest, i) =>
      round(round(outer.high[i] - outer.low[i]) / round(inner.high[i] - smallest)),
    );
    const offset = slope.map((factor, i) => round(round(factor * -inner.low[i]) + outer.low[i]));
    const rescale = (observation: ArrayLike<number>) => {
      const values = outer.empty();
      for (let i = 0; i < values.length; i++) {
        const value = round(round(slope[i] * observation[i]) + offset[i]);
        // Rounding may lead past the bound by a last bit.
        values[i] = Math.min(Math.max(value, outer.low[i]), outer.high[i]);
      }
      return values;
    };
    super(env, rescale as never, outer as E["observationSpace"]);
  }
}

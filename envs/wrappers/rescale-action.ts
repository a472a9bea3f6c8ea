import { expectAction } from "../action.js";
import type { Env } from "../env.js";
import { Box, type Space } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformAction } from "./transform-action.js";

/**
 * Takes actions between other bounds and maps them linearly onto those of the environment
 * (gymnasium.wrappers.RescaleAction, with the same rounding).
 */
export class RescaleAction<E extends Env<Space, Box<"float32" | "float64">>> extends TransformAction<E> {
  /**
   * @param low Smallest value of every action, or of each.
   * @param high Greatest value of every action, or of each; above `low`.
   * @throws {TypeError} when the action space is not a `Box` of floating-point numbers with finite bounds.
   * @throws {RangeError} when the new bounds are not finite or do not leave a range.
   */
  constructor(env: E, low: number | ArrayLike<number>, high: number | ArrayLike<number>) {
    expectEnv("RescaleAction", env);
    const inner = env.actionSpace;
    if (!(inner instanceof Box) || !inner.isBounded || !inner.dtype.startsWith("float")) {
      throw new TypeError(`RescaleAction expected a Box of bounded floating-point actions, got ${inner}`);
    }
    const outer = new Box({ low, high, shape: inner.shape, dtype: inner.dtype });
    if (!outer.isBounded || outer.low.some((value, i) => value === outer.high[i])) {
      throw new RangeError(`RescaleAction expected finite bounds with low < high, got ${outer}`);
    }
    const round = inner.dtype === "float32" ? Math.fround : (value: number) => value;
    // Gymnasium computes with the bounds as they are given, before the space rounds them.
    const [lows, highs] = [low, high].map((bounds) =>
      Array.from(inner.low, (_, i) => (typeof bounds === "number" ? bounds : bounds[i])),
    ) as [number[], number[]];
    const slope = lows.map((value, i) => round((highs[i] - value) / (inner.high[i] - inner.low[i])));
    const offset = slope.map((value, i) => round(round(value * -inner.low[i]) + lows[i]));
    const rescale = (action: ArrayLike<number>) => {
      expectAction(outer, action);
      return slope.map((divisor, i) => {
        const value = round(round(round(action[i]) - offset[i]) / divisor);
        // Rounding may lead past the bound by a last bit.
        return Math.min(Math.max(value, inner.low[i]), inner.high[i]);
      });
    };
    super(env, rescale as never, outer as E["actionSpace"]);
  }
}

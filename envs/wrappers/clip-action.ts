import { expectAction } from "../action.js";
import type { Env } from "../env.js";
import { Box, type Space } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformAction } from "./transform-action.js";

/** Takes any numbers as an action and moves those outside the bounds to them (gymnasium.wrappers.ClipAction). */
export class ClipAction<E extends Env<Space, Box<"float32" | "float64">>> extends TransformAction<E> {
  /** @throws {TypeError} when the action space is not a `Box` of floating-point numbers. */
  constructor(env: E) {
    expectEnv("ClipAction", env);
    const { actionSpace } = env;
    if (!(actionSpace instanceof Box) || !actionSpace.dtype.startsWith("float")) {
      throw new TypeError(`ClipAction expected a Box of floating-point actions, got ${actionSpace}`);
    }
    const { low, high, shape, dtype } = actionSpace;
    const unbounded = new Box({ low: -Infinity, high: Infinity, shape, dtype });
    const clip = (action: ArrayLike<number>) => {
      // Infinite numbers are elements of the new space, and are clipped too.
      if (!unbounded.contains(action)) expectAction(unbounded, action);
      return Array.from(action, (value, i) => Math.min(Math.max(value, low[i]), high[i]));
    };
    super(env, clip as never, unbounded as E["actionSpace"]);
  }
}

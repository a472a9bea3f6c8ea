import { describe } from "../describe.js";
import type { Env } from "../env.js";
import {
  type ArrayTypes,
  Box,
  Discrete,
  type DType,
  MultiBinary,
  MultiDiscrete,
  type Space,
} from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformObservation } from "./transform-observation.js";

/** Gives observations another element type (gymnasium.wrappers.DtypeObservation). All of them become arrays. */
export class DtypeObservation<E extends Env, D extends DType> extends TransformObservation<E, Box<D>> {
  /**
   * @throws {TypeError} when the observations are composed, or texts.
   * @throws {RangeError} when the type does not hold their bounds.
   */
  constructor(env: E, dtype: D) {
    expectEnv("DtypeObservation", env);
    const space = boxOf(env.observationSpace, dtype);
    const convert = (observation: unknown): ArrayTypes[D] =>
      space.from(typeof observation === "number" ? [observation] : (observation as ArrayLike<number>));
    super(env, convert as never, space);
  }
}

function boxOf<D extends DType>(space: Space, dtype: D): Box<D> {
  if (space instanceof Box) {
    const { low, high, shape } = space;
    return new Box({ low, high, shape, dtype });
  }
  if (space instanceof Discrete) return new Box({ low: space.start, high: space.start + space.n - 1, dtype });
  if (space instanceof MultiBinary) return new Box({ low: 0, high: 1, shape: space.shape, dtype });
  if (space instanceof MultiDiscrete) {
    const { counts, starts, shape } = space;
    return new Box({ low: starts, high: counts.map((n, i) => starts[i] + n - 1), shape, dtype });
  }
  throw new TypeError(`DtypeObservation expected a space of numbers, got ${describe(String(space))}`);
}

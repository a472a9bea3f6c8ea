import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformObservation } from "./transform-observation.js";

/**
 * Gives observations another shape with as many elements (gymnasium.wrappers.ReshapeObservation). The numbers stay
 * where they are: only the space differs.
 */
export class ReshapeObservation<E extends Env<Box>> extends TransformObservation<E> {
  /**
   * @throws {TypeError} when the observations are not of a `Box`.
   * @throws {RangeError} when the shape has another number of elements.
   */
  constructor(env: E, shape: readonly number[]) {
    expectEnv("ReshapeObservation", env);
    const inner: Box = env.observationSpace;
    if (!(inner instanceof Box)) throw new TypeError(`ReshapeObservation expected a Box, got ${inner}`);
    if (!Array.isArray(shape) || shape.reduce((product, side) => product * side, 1) !== inner.size) {
      throw new RangeError(
        `ReshapeObservation expected a shape of ${inner.size} elements, got ${describe(shape)}`,
      );
    }
    const { low, high, dtype } = inner;
    const space = new Box({ low, high, dtype, shape });
    super(env, (observation) => observation as never, space as E["observationSpace"]);
  }
}

import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { expectImages } from "./image-space.js";
import { resizer } from "./resize-area.js";
import { TransformObservation } from "./transform-observation.js";

/**
 * Scales images (gymnasium.wrappers.ResizeObservation). Each new pixel is the mean of the area it covers, with parts of
 * pixels counted as such; images that grow in one direction are interpolated where new pixels straddle two old ones.
 * Equal to the pixel to OpenCV's INTER_AREA, with which Gymnasium scales.
 */
export class ResizeObservation<E extends Env<Box<"uint8">>> extends TransformObservation<E> {
  /**
   * @param shape Height and width of the new images.
   * @throws {TypeError} when the observations are not images.
   * @throws {RangeError} when the shape is not two positive integers.
   */
  constructor(env: E, shape: readonly [height: number, width: number]) {
    expectEnv("ResizeObservation", env);
    const { height, width, channels } = expectImages("ResizeObservation", env.observationSpace);
    if (
      !Array.isArray(shape) ||
      shape.length !== 2 ||
      !shape.every((side) => Number.isInteger(side) && side > 0)
    ) {
      throw new RangeError(`ResizeObservation expected two positive integers, got ${describe(shape)}`);
    }
    const resize = resizer(height, width, channels, shape[0], shape[1]);
    const [, , ...rest] = env.observationSpace.shape;
    const space = new Box({ low: 0, high: 255, shape: [...shape, ...rest], dtype: "uint8" });
    super(env, resize as never, space as E["observationSpace"]);
  }
}

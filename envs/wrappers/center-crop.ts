import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { isList } from "../options.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { expectImages } from "./image-space.js";
import { TransformObservation } from "./transform-observation.js";

/** Cuts the middle out of images. Where the margin is odd, the smaller part is above and to the left. */
export class CenterCrop<E extends Env<Box<"uint8">>> extends TransformObservation<E> {
  /**
   * @param shape Height and width of what stays.
   * @throws {TypeError} when the observations are not images.
   * @throws {RangeError} when the shape is not two integers from 1 to the image's height and width.
   */
  constructor(env: E, shape: readonly [height: number, width: number]) {
    expectEnv("CenterCrop", env);
    const { height, width, channels } = expectImages("CenterCrop", env.observationSpace);
    const [rows, columns] = isList(shape) ? shape : [];
    if (!isSide(rows, height) || !isSide(columns, width)) {
      throw new RangeError(
        `CenterCrop expected a height from 1 to ${height} and a width from 1 to ${width}, got ${describe(shape)}`,
      );
    }
    const top = Math.floor((height - rows) / 2);
    const left = Math.floor((width - columns) / 2);
    const crop = (image: Uint8Array) => {
      const cropped = new Uint8Array(rows * columns * channels);
      for (let row = 0; row < rows; row++) {
        const from = ((top + row) * width + left) * channels;
        cropped.set(image.subarray(from, from + columns * channels), row * columns * channels);
      }
      return cropped;
    };
    const [, , ...rest] = env.observationSpace.shape;
    const space = new Box({ low: 0, high: 255, shape: [rows, columns, ...rest], dtype: "uint8" });
    super(env, crop as never, space as E["observationSpace"]);
  }
}

function isSide(side: number | undefined, most: number): side is number {
  return Number.isInteger(side) && side! >= 1 && side! <= most;
}

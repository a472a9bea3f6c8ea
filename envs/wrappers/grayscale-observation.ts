import type { Env } from "../env.js";
import { checkOptions, oneOf } from "../options.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { expectImages } from "./image-space.js";
import { TransformObservation } from "./transform-observation.js";

export interface GrayscaleOptions {
  /** Keeps a third dimension of length 1. Default false. */
  readonly keepDim?: boolean;
}

/** Turns colour images to grey: 0.2125 red + 0.7154 green + 0.0721 blue (gymnasium.wrappers.GrayscaleObservation). */
export class GrayscaleObservation<E extends Env<Box<"uint8">>> extends TransformObservation<E> {
  /** @throws {TypeError} when the observations are not images with three channels. */
  constructor(env: E, options: GrayscaleOptions = {}) {
    expectEnv("GrayscaleObservation", env);
    checkOptions("GrayscaleObservation", { keepDim: oneOf(true, false) }, options);
    const { keepDim = false } = options;
    const { height, width, channels } = expectImages("GrayscaleObservation", env.observationSpace);
    if (channels !== 3) {
      throw new TypeError(`GrayscaleObservation expected three channels, got ${env.observationSpace}`);
    }
    const shape = keepDim ? [height, width, 1] : [height, width];
    const space = new Box({ low: 0, high: 255, shape, dtype: "uint8" });
    super(env, toGray as never, space as E["observationSpace"]);
  }
}

function toGray(image: Uint8Array): Uint8Array {
  const gray = new Uint8Array(image.length / 3);
  for (let i = 0; i < gray.length; i++) {
    gray[i] = image[3 * i] * 0.2125 + image[3 * i + 1] * 0.7154 + image[3 * i + 2] * 0.0721;
  }
  return gray;
}

import { describe } from "../describe.js";
import type { Env, RenderFrame } from "../env.js";
import { Random } from "../random.js";
import { type NoiseOptions, noise, noiseOptions } from "./noise.js";
import { Wrapper } from "./wrapper.js";

/**
 * Replaces some pixels of what the environment looks like by noise (gymnasium.wrappers.AddWhiteNoise). The random numbers
 * are the wrapper's own, not the environment's as in Gymnasium.
 */
export class AddWhiteNoise<E extends Env> extends Wrapper<E> {
  readonly #probability: number;
  readonly #isGrayscale: boolean;
  readonly #random: Random;

  /**
   * @param probabilityOfNoisePerPixel From 0 to below 1.
   * @throws {RangeError} when it is not.
   */
  constructor(env: E, probabilityOfNoisePerPixel: number, options: NoiseOptions = {}) {
    super(env);
    noiseOptions("AddWhiteNoise", options);
    if (!(probabilityOfNoisePerPixel >= 0 && probabilityOfNoisePerPixel < 1)) {
      throw new RangeError(
        `AddWhiteNoise expected a probability from 0 to below 1, got ${describe(probabilityOfNoisePerPixel)}`,
      );
    }
    this.#probability = probabilityOfNoisePerPixel;
    this.#isGrayscale = options.isNoiseGrayscale ?? false;
    this.#random = new Random(options.seed);
  }

  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode?: string): RenderFrame | string {
    const frame: RenderFrame | string = super.render(mode);
    if (typeof frame === "string") return frame;
    const { width, height } = frame;
    const data = frame.data.slice();
    for (let pixel = 0; pixel < width * height; pixel++) {
      if (this.#random.random() < this.#probability) noise(data, pixel, this.#random, this.#isGrayscale);
    }
    return { width, height, data };
  }
}

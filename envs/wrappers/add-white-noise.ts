import { describe } from "../describe.js";
import type { Env, RenderFrame } from "../env.js";
import type { Random } from "../random.js";
import { type NoiseOptions, NoiseOverRender } from "./noise.js";

/** Replaces some pixels of what the environment looks like by noise (gymnasium.wrappers.AddWhiteNoise). */
export class AddWhiteNoise<E extends Env> extends NoiseOverRender<E> {
  readonly #probability: number;

  /**
   * @param probabilityOfNoisePerPixel From 0 to below 1.
   * @throws {RangeError} when it is not.
   */
  constructor(env: E, probabilityOfNoisePerPixel: number, options: NoiseOptions = {}) {
    super("AddWhiteNoise", env, options);
    if (
      !(
        Number.isFinite(probabilityOfNoisePerPixel) &&
        probabilityOfNoisePerPixel >= 0 &&
        probabilityOfNoisePerPixel < 1
      )
    ) {
      throw new RangeError(
        `AddWhiteNoise expected a probability from 0 to below 1, got ${describe(probabilityOfNoisePerPixel)}`,
      );
    }
    this.#probability = probabilityOfNoisePerPixel;
  }

  protected override cover({ width, height, data }: RenderFrame, random: Random): void {
    const noise = this.noise(width * height, random);
    for (let at = 0; at < data.length; at += 3) {
      if (random.random() < this.#probability) data.set(noise.subarray(at, at + 3), at);
    }
  }
}

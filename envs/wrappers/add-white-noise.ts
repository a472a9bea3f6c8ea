import { describe } from "../describe.js";
import type { Env, RenderFrame } from "../env.js";
import type { Random } from "../random.js";
import { type NoiseOptions, noise, noiseOptions, randomOf } from "./noise.js";
import { Wrapper } from "./wrapper.js";

/** Replaces some pixels of what the environment looks like by noise (gymnasium.wrappers.AddWhiteNoise). */
export class AddWhiteNoise<E extends Env> extends Wrapper<E> {
  readonly #probability: number;
  readonly #isGrayscale: boolean;
  readonly #random: Random | undefined;

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
    this.#random = randomOf(env, options);
  }

  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode?: string): RenderFrame | string {
    const frame: RenderFrame | string = super.render(mode);
    if (typeof frame === "string") return frame;
    const { width, height } = frame;
    const data = frame.data.slice();
    const random = this.#random ?? this.npRandom!;
    const noisy = noise(width * height, random, this.#isGrayscale);
    for (let at = 0; at < data.length; at += 3) {
      if (random.random() < this.#probability) data.set(noisy.subarray(at, at + 3), at);
    }
    return { width, height, data };
  }
}

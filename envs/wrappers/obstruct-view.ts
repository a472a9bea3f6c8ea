import { describe } from "../describe.js";
import type { Env, RenderFrame } from "../env.js";
import type { Random } from "../random.js";
import { type NoiseOptions, noise, noiseOptions, randomOf } from "./noise.js";
import { Wrapper } from "./wrapper.js";

/** Puts squares of noise over what the environment looks like (gymnasium.wrappers.ObstructView). */
export class ObstructView<E extends Env> extends Wrapper<E> {
  readonly #ratio: number;
  readonly #width: number;
  readonly #isGrayscale: boolean;
  readonly #random: Random | undefined;

  /**
   * @param obstructedPixelsRatio The share of pixels that is covered, from 0 to below 1; less where squares overlap.
   * @param obstructionWidth Side of a square (pixels).
   * @throws {RangeError} when one is not in its range.
   */
  constructor(env: E, obstructedPixelsRatio: number, obstructionWidth: number, options: NoiseOptions = {}) {
    super(env);
    noiseOptions("ObstructView", options);
    if (!(obstructedPixelsRatio >= 0 && obstructedPixelsRatio < 1)) {
      throw new RangeError(
        `ObstructView expected a ratio from 0 to below 1, got ${describe(obstructedPixelsRatio)}`,
      );
    }
    if (!(Number.isSafeInteger(obstructionWidth) && obstructionWidth > 0)) {
      throw new RangeError(
        `ObstructView expected a positive integer for a width, got ${describe(obstructionWidth)}`,
      );
    }
    this.#ratio = obstructedPixelsRatio / obstructionWidth ** 2;
    this.#width = obstructionWidth;
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
    const covered = new Uint8Array(width * height);
    const squares = Math.floor(width * height * this.#ratio);
    const random = this.#random ?? this.npRandom!;
    for (let i = 0; i < squares; i++) this.#cover(covered, width, height, random.integers(width * height));
    const noisy = noise(width * height, random, this.#isGrayscale);
    for (let pixel = 0; pixel < covered.length; pixel++) {
      if (covered[pixel]) data.set(noisy.subarray(3 * pixel, 3 * pixel + 3), 3 * pixel);
    }
    return { width, height, data };
  }

  #cover(covered: Uint8Array, width: number, height: number, center: number): void {
    const before = Math.floor(this.#width / 2);
    const top = Math.floor(center / width) - before;
    const left = (center % width) - before;
    for (let row = Math.max(0, top); row < Math.min(height, top + this.#width); row++) {
      covered.fill(1, row * width + Math.max(0, left), row * width + Math.min(width, left + this.#width));
    }
  }
}

import { describe } from "../describe.js";
import type { Env, RenderFrame } from "../env.js";
import type { Random } from "../random.js";
import { type NoiseOptions, NoiseOverRender } from "./noise.js";

/** Puts squares of noise over what the environment looks like (gymnasium.wrappers.ObstructView). */
export class ObstructView<E extends Env> extends NoiseOverRender<E> {
  readonly #ratio: number;
  readonly #width: number;

  /**
   * @param obstructedPixelsRatio The share of pixels that is covered, from 0 to below 1; less where squares overlap.
   * @param obstructionWidth Side of a square (pixels).
   * @throws {RangeError} when one is not in its range.
   */
  constructor(env: E, obstructedPixelsRatio: number, obstructionWidth: number, options: NoiseOptions = {}) {
    super("ObstructView", env, options);
    if (
      !(Number.isFinite(obstructedPixelsRatio) && obstructedPixelsRatio >= 0 && obstructedPixelsRatio < 1)
    ) {
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
  }

  protected override cover({ width, height, data }: RenderFrame, random: Random): void {
    const covered = new Uint8Array(width * height);
    const squares = Math.floor(width * height * this.#ratio);
    for (let i = 0; i < squares; i++) this.#mark(covered, width, height, random.integers(width * height));
    const noise = this.noise(width * height, random);
    for (let pixel = 0; pixel < covered.length; pixel++) {
      if (covered[pixel]) data.set(noise.subarray(3 * pixel, 3 * pixel + 3), 3 * pixel);
    }
  }

  #mark(covered: Uint8Array, width: number, height: number, center: number): void {
    const before = Math.floor(this.#width / 2);
    const top = Math.floor(center / width) - before;
    const left = (center % width) - before;
    for (let row = Math.max(0, top); row < Math.min(height, top + this.#width); row++) {
      covered.fill(1, row * width + Math.max(0, left), row * width + Math.min(width, left + this.#width));
    }
  }
}

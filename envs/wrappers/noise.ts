import type { Env, RenderFrame } from "../env.js";
import { anything, checkOptions, oneOf } from "../options.js";
import { Random } from "../random.js";
import { Wrapper } from "./wrapper.js";

export interface NoiseOptions {
  /** Whether the noise is grey. Default false. */
  readonly isNoiseGrayscale?: boolean;
  /** Seed of random numbers of the noise's own. Default: it draws from the environment's, as in Gymnasium. */
  readonly seed?: number;
}

/** Puts noise over some pixels of what the environment looks like. */
export abstract class NoiseOverRender<E extends Env> extends Wrapper<E> {
  readonly #isGrayscale: boolean;
  /** The noise's own random numbers; undefined where it draws from the environment's. */
  readonly #random: Random | undefined;

  /**
   * @param name The wrapper's, for messages.
   * @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have.
   */
  constructor(name: string, env: E, options: NoiseOptions) {
    super(env);
    checkOptions(name, { isNoiseGrayscale: oneOf(true, false), seed: anything }, options);
    this.#isGrayscale = options.isNoiseGrayscale ?? false;
    this.#random = options.seed === undefined && env.npRandom ? undefined : new Random(options.seed);
  }

  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode?: string): RenderFrame | string {
    const frame: RenderFrame | string = super.render(mode);
    if (typeof frame === "string") return frame;
    const covered = { ...frame, data: frame.data.slice() };
    this.cover(covered, this.#random ?? this.npRandom!);
    return covered;
  }

  /** Covers some pixels of a frame, which is the wrapper's own. */
  protected abstract cover(frame: RenderFrame, random: Random): void;

  /** An image of noise, RGB. */
  protected noise(pixels: number, random: Random): Uint8Array {
    if (!this.#isGrayscale) return random.bytes(3 * pixels, [255]);
    const data = random.bytes(3 * pixels, GREY);
    for (let at = 0; at < data.length; at += 3) data.fill(data[at] + data[at + 1] + data[at + 2], at, at + 3);
    return data;
  }
}

/** Levels that red, green and blue have at most in a grey: 0.2989, 0.587 and 0.114 of 255. */
const GREY = [76, 149, 29];

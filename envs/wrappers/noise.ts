import { checkOptions, oneOf } from "../options.js";
import type { Random } from "../random.js";

export interface NoiseOptions {
  /** Whether the noise is grey. Default false. */
  readonly isNoiseGrayscale?: boolean;
  /** Seed of the noise. Without it the noise differs on every run. */
  readonly seed?: number;
}

/** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
export function noiseOptions(wrapper: string, options: NoiseOptions): void {
  const any = { expected: "a seed", holds: () => true };
  checkOptions(wrapper, { isNoiseGrayscale: oneOf(true, false), seed: any }, options);
}

/** How much red, green and blue a grey has. */
const GREY = [0.2989, 0.587, 0.114] as const;

/** Writes one pixel of noise. */
export function noise(data: Uint8Array, pixel: number, random: Random, isGrayscale: boolean): void {
  if (isGrayscale) {
    let grey = 0;
    for (const share of GREY) grey += random.integers(Math.floor(255 * share));
    data.fill(grey, 3 * pixel, 3 * pixel + 3);
  } else for (let i = 0; i < 3; i++) data[3 * pixel + i] = random.integers(255);
}

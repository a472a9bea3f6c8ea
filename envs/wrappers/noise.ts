import type { Env } from "../env.js";
import { checkOptions, oneOf } from "../options.js";
import { Random } from "../random.js";

export interface NoiseOptions {
  /** Whether the noise is grey. Default false. */
  readonly isNoiseGrayscale?: boolean;
  /** Seed of random numbers of the noise's own. Default: it draws from the environment's, as in Gymnasium. */
  readonly seed?: number;
}

/** @throws {TypeError | RangeError} when an option is unknown or has a value it cannot have. */
export function noiseOptions(wrapper: string, options: NoiseOptions): void {
  const any = { expected: "a seed", holds: () => true };
  checkOptions(wrapper, { isNoiseGrayscale: oneOf(true, false), seed: any }, options);
}

/** The noise's own random numbers; undefined where it draws from the environment's. */
export function randomOf(env: Env, { seed }: NoiseOptions): Random | undefined {
  return seed === undefined && env.npRandom ? undefined : new Random(seed);
}

/** Levels that red, green and blue have at most in a grey: 0.2989, 0.587 and 0.114 of 255. */
const GREY = [76, 149, 29];

/** An image of noise, RGB. */
export function noise(pixels: number, random: Random, isGrayscale: boolean): Uint8Array {
  if (!isGrayscale) return random.bytes(3 * pixels, [255]);
  const data = random.bytes(3 * pixels, GREY);
  for (let at = 0; at < data.length; at += 3) data.fill(data[at] + data[at + 1] + data[at + 2], at, at + 3);
  return data;
}

import type { Random } from "../../envs/random.js";
import { normal } from "../draws.js";

/**
 * What becomes of the images of an episode, `width` pixels wide: made anew for each episode, which it then depends on
 * alone.
 */
export type CorruptImages = (random: Random, width: number) => (image: Uint8Array) => Uint8Array;

/** What can be done to RGB images, by the name that `--augment` takes. */
export const IMAGE_CORRUPTIONS = {
  blur: (_, width) => (image) => blurred(image, width),
  noise: noisy,
} satisfies Record<string, CorruptImages>;

export type ImageCorruption = keyof typeof IMAGE_CORRUPTIONS;

/** Standard deviation of the noise on each byte of a noisy image. */
const NOISE = 16;
/** Numbers drawn for an episode; frames begin at random places among them. */
const DRAWN = 1 << 17;

const CHANNELS = 3;

/**
 * Every pixel the mean of the 3×3 around it. Beyond the edge the edge goes on.
 * @param width of the RGB image in pixels
 */
export function blurred(observation: Uint8Array, width: number): Uint8Array {
  const row = width * CHANNELS;
  const sums = new Uint16Array(observation.length);
  addNear(observation, sums, CHANNELS, row);
  const all = new Uint16Array(observation.length);
  addNear(sums, all, row, observation.length);
  const result = new Uint8Array(observation.length);
  for (let index = 0; index < result.length; index++) result[index] = Math.round(all[index] / 9);
  return result;
}

/** Each value with those before and after it, which lie `apart` places away within a line of `length`. */
function addNear(values: Uint8Array | Uint16Array, sums: Uint16Array, apart: number, length: number): void {
  for (let line = 0; line < values.length; line += length) {
    const [second, last] = [line + apart, line + length - apart];
    for (let index = line; index < line + length; index++) {
      const before = index < second ? index : index - apart;
      const after = index < last ? index + apart : index;
      sums[index] = values[before] + values[index] + values[after];
    }
  }
}

function noisy(random: Random): (image: Uint8Array) => Uint8Array {
  const noise = Int16Array.from({ length: DRAWN }, () => Math.round(NOISE * normal(random)));
  return (observation) => {
    const start = random.integers(DRAWN - observation.length);
    // A clamped array rounds into 0 … 255 by itself.
    const seen = new Uint8ClampedArray(observation.length);
    for (let index = 0; index < seen.length; index++) {
      seen[index] = observation[index] + noise[start + index];
    }
    return new Uint8Array(seen.buffer);
  };
}

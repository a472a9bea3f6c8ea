import { type Architecture, fanIn } from "./architecture.js";
import { scales } from "./scales.js";
import type { TernaryNetwork } from "./ternary-network.js";

export const INT16 = 32767;
const INT32 = 2147483647;
/** Activations up to here are kept in 16 bits, so that the difference of two fits as well. */
const HALF_INT16 = 16383;

/** How large a layer's values may get, and the bytes that hold them. */
export interface ValueSizes {
  /** No input is larger, in either direction; and the bytes of an input. */
  readonly largest: number;
  readonly inBytes: number;
  /** HardTanh keeps outputs up to here; for the last layer no limit but that of 32 bits. */
  readonly clip: number;
  /** Bytes of a sum and of an output. */
  readonly sum: number;
  readonly out: number;
  /** The most non-zero weights a unit may have for these sizes to be safe. */
  readonly capacity: number;
}

/** Non-zero weights of each unit of a layer. */
export function nonZeros(weights: Int8Array, units: number): Int32Array {
  const each = weights.length / units;
  return Int32Array.from({ length: units }, (_, unit) => {
    let count = 0;
    for (let i = unit * each; i < (unit + 1) * each; i++) if (weights[i] !== 0) count++;
    return count;
  });
}

/** The largest number of non-zero weights of a unit, for each layer. */
export function densestUnits({ architecture, weights }: TernaryNetwork): number[] {
  return architecture.layers.map(({ out }, index) =>
    nonZeros(weights[index], out).reduce((most, count) => Math.max(most, count)),
  );
}

/**
 * A value has 16 bits only where a bound on it (non-zero weights of a unit × largest input) proves that enough.
 * @param densest the largest number of non-zero weights of a unit, for each layer
 * @throws RangeError when sums may need more than 32 bits
 */
export function valueSizes(architecture: Architecture, densest: readonly number[]): ValueSizes[] {
  const { layers } = architecture;
  const limits = scales(architecture);
  let largest = 255;
  let inBytes = 2;
  return layers.map((layer, index) => {
    const last = index === layers.length - 1;
    const clip = last ? INT32 : Math.min(limits[index + 1], INT32);
    const bytes = chooseBytes(fanIn(layer), densest[index], largest, clip, inBytes, last);
    if (densest[index] > bytes.capacity) {
      throw new RangeError(
        `layer ${layer.name} has ${densest[index]} non-zero weights in one unit: its sums may need more than 32 bits`,
      );
    }
    const sizes = { largest, inBytes, clip, ...bytes };
    largest = Math.min(clip, bytes.capacity * largest);
    inBytes = bytes.out;
    return sizes;
  });
}

/** Sizes of sums and outputs, and how many non-zero weights a unit may have before they are no longer safe. */
function chooseBytes(
  fan: number,
  densest: number,
  largest: number,
  clip: number,
  inBytes: number,
  last: boolean,
): { sum: number; out: number; capacity: number } {
  const wide = { sum: 4, out: 4, capacity: Math.min(fan, Math.floor(INT32 / largest)) };
  if (last) return wide;
  const narrow = clip <= HALF_INT16;
  // Outputs are below the clip, or below the sums' own bound.
  const forOutputs = narrow ? fan : Math.min(fan, Math.floor(HALF_INT16 / largest));
  const forSums = Math.min(forOutputs, Math.floor(INT16 / largest));
  if (inBytes === 2 && densest <= forSums) return { sum: 2, out: 2, capacity: forSums };
  if (densest <= forOutputs && (narrow || inBytes === 2)) {
    return { sum: 4, out: 2, capacity: Math.min(forOutputs, wide.capacity) };
  }
  return wide;
}

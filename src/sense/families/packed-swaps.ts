import type { Swap } from "../../networks/ternary-network.js";

/**
 * Swaps as base64: three whole numbers a swap (layer, place moved from, place moved to), seven bits a byte, the least
 * significant first; the eighth bit says that another byte follows (LEB128).
 */
export function packSwaps(swaps: readonly Swap[]): string {
  const bytes: number[] = [];
  for (const { layer, from, to } of swaps) {
    for (let value of [layer, from, to]) {
      for (; value >= 128; value = Math.floor(value / 128)) bytes.push((value % 128) + 128);
      bytes.push(value);
    }
  }
  return Buffer.from(bytes).toString("base64");
}

/**
 * The reverse of `packSwaps`. Whether the swaps fit a network is for `afterSwaps` to say.
 * @throws RangeError when the text ends within a swap, or a number has more than 32 bits
 */
export function unpackSwaps(text: string): Swap[] {
  const numbers: number[] = [];
  let value = 0;
  let factor = 1;
  for (const byte of Buffer.from(text, "base64")) {
    value += (byte & 127) * factor;
    factor *= 128;
    if (value >= 2 ** 32) throw new RangeError("a swap names a place beyond 32 bits");
    if (byte >= 128) continue;
    numbers.push(value);
    value = 0;
    factor = 1;
  }
  if (factor > 1 || numbers.length % 3 > 0) throw new RangeError("a list of swaps ends within a swap");
  return Array.from({ length: numbers.length / 3 }, (_, swap) => {
    const [layer, from, to] = numbers.slice(3 * swap);
    return { layer: layer!, from: from!, to: to! };
  });
}

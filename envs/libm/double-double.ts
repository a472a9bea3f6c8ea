import { errorOfProduct } from "./fused-multiply-add.js";

/** A number as the sum of two doubles, the second at most half a unit in the last place of the first: 106 bits. */
export type Pair = readonly [high: number, low: number];

/** a + b, with an error of a few units in the 106th bit. */
export function plus([a, aLow]: Pair, [b, bLow]: Pair): Pair {
  const high = a + b;
  const rest = high - a;
  return normalized(high, a - (high - rest) + (b - rest) + (aLow + bLow));
}

/** a · b, with an error of a few units in the 106th bit. */
export function times([a, aLow]: Pair, [b, bLow]: Pair): Pair {
  const high = a * b;
  return normalized(high, errorOfProduct(a, b, high) + (a * bLow + aLow * b));
}

/** A pair divided by a double, with an error of a few units in the 106th bit. */
export function quotient([high, low]: Pair, divisor: number): Pair {
  const first = high / divisor;
  const back = first * divisor;
  return normalized(first, (high - back - errorOfProduct(first, divisor, back) + low) / divisor);
}

/** The sum of two doubles, the second much smaller than the first, as a pair. */
export function normalized(high: number, low: number): Pair {
  const sum = high + low;
  return [sum, high - sum + low];
}

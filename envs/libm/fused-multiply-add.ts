/**
 * a·b + c with one rounding, as processors with a fused multiply-add compute it. Exact unless an intermediate result
 * over- or underflows. Source: S. Boldo and G. Melquiond, Emulation of FMA and Correctly Rounded Sums: Proved
 * Algorithms Using Rounding to Odd.
 */
export function fusedMultiplyAdd(a: number, b: number, c: number): number {
  const product = a * b;
  const productError = errorOfProduct(a, b, product);
  const low = c + productError;
  const lowError = errorOfSum(c, productError, low);
  const high = product + low;
  const highError = errorOfSum(product, low, high);
  return high + sumRoundedToOdd(lowError, highError);
}

/** What the rounding of a·b lost. The halves of the factors have 26 bits, so that their products are exact (Dekker). */
export function errorOfProduct(a: number, b: number, product: number): number {
  const aHigh = upperHalf(a);
  const aLow = a - aHigh;
  const bHigh = upperHalf(b);
  const bLow = b - bHigh;
  return aLow * bLow - (product - aHigh * bHigh - aLow * bHigh - aHigh * bLow);
}

function upperHalf(value: number): number {
  const scaled = value * (2 ** 27 + 1);
  return scaled - (scaled - value);
}

/** What the rounding of a + b lost (Knuth). */
function errorOfSum(a: number, b: number, sum: number): number {
  const rest = sum - a;
  return a - (sum - rest) + (b - rest);
}

const double = new Float64Array(1);
/** The bits of `double`: a sign and 63 bits of magnitude. */
const bits = new BigInt64Array(double.buffer);

/** a + b, where it is not exact the neighbour whose last bit is 1. A second rounding of it then cannot go wrong. */
function sumRoundedToOdd(a: number, b: number): number {
  const sum = a + b;
  const error = errorOfSum(a, b, sum);
  if (error === 0) return sum;
  double[0] = sum;
  if ((bits[0] & 1n) === 1n) return sum;
  // The next double away from zero is the next integer, for negative numbers too: sign and magnitude.
  bits[0] = bits[0] + (error > 0 === sum > 0 ? 1n : -1n);
  return double[0];
}

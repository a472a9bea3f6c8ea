/**
 * Sine and cosine of single-precision numbers as numpy computes them (2.x, on a processor with AVX2 or AVX-512), to
 * the bit; they are not the C library's. Environments that keep float32 states draw and observe them with these.
 *
 * The method, from numpy's loops_trigonometric.dispatch: reduction by multiples of π/2 in three steps (Cody and Waite)
 * and a polynomial each for the sine and the cosine, all with fused multiply-add in single precision.
 *
 * @param x Radians, a float32 value. Beyond ±71,476 numpy calls the C library instead; the result then is the rounded
 *   `Math.sin`.
 */
export function sinFloat32(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return Math.fround(Math.sin(x));
  return ofQuadrant(x, 0);
}

/** The cosine; see `sinFloat32`. Beyond ±71,476 the rounded `Math.cos`. */
export function cosFloat32(x: number): number {
  if (!(Math.abs(x) <= LARGEST)) return Math.fround(Math.cos(x));
  return ofQuadrant(x, 1);
}

const LARGEST = 71476.0625;

/** 1.5·2²³: adding it rounds to an integer. */
const TO_INTEGER = 1.5 * 2 ** 23;
const TWO_OVER_PI = Math.fround(2 / Math.PI);
const [HALF_PI_HIGH, HALF_PI_MEDIUM, HALF_PI_LOW] = [
  Math.fround(1.57079601),
  Math.fround(3.13916473e-7),
  Math.fround(5.39030253e-15),
] as const;

function ofQuadrant(x: number, turn: 0 | 1): number {
  const quadrant = Math.fround(fma32(x, TWO_OVER_PI, TO_INTEGER) - TO_INTEGER);
  const rest = fma32(
    quadrant,
    -HALF_PI_LOW,
    fma32(quadrant, -HALF_PI_MEDIUM, fma32(quadrant, -HALF_PI_HIGH, x)),
  );
  const square = Math.fround(rest * rest);
  const which = (quadrant + turn) & 3;
  const result = which & 1 ? cosine(square) : sine(rest, square);
  return which & 2 ? -result : result;
}

/** Coefficients of x⁹ down to x³, and of x⁸ down to 1. */
const SINE = [2.8404097065504175e-6, -0.00019856491417158395, 0.008333397097885609, -0.1666666716337204];
const COSINE = [2.4372266125283204e-5, -0.001388652017340064, 0.04166661947965622, -0.5];

function sine(x: number, square: number): number {
  let sum = SINE[0];
  for (let i = 1; i < 4; i++) sum = fma32(sum, square, SINE[i]);
  return fma32(Math.fround(sum * square), x, x);
}

function cosine(square: number): number {
  let sum = COSINE[0];
  for (let i = 1; i < 4; i++) sum = fma32(sum, square, COSINE[i]);
  return fma32(sum, square, 1);
}

const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/**
 * a·b + c with one rounding to single precision. The product of two floats is exact in a double; the sum is rounded to
 * odd, so that the second rounding cannot go wrong.
 */
function fma32(a: number, b: number, c: number): number {
  const product = a * b;
  const sum = product + c;
  const rest = sum - product;
  const error = product - (sum - rest) + (c - rest);
  if (error === 0) return Math.fround(sum);
  double[0] = sum;
  if ((words[0] & 1) === 0) {
    // The neighbour towards the exact sum.
    if (error > 0 === sum > 0) {
      words[0] = words[0] + 1;
    } else {
      if (words[0] === 0) words[1] = words[1] - 1;
      words[0] = words[0] - 1;
    }
  }
  return Math.fround(double[0]);
}

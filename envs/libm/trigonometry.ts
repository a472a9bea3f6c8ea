import { normalized, type Pair, quotient, times } from "./double-double.js";
import { fusedMultiplyAdd as fma } from "./fused-multiply-add.js";

/**
 * Sine and cosine, equal to the bit to the GNU C library (2.28 and later) on a processor with fused multiply-add, which
 * is what Gymnasium computes with there. `Math.sin` and `Math.cos` differ in the last bit for 2 % of the angles, and an
 * upright pole multiplies such a difference until the observations show it.
 *
 * The method, from glibc's sysdeps/ieee754/dbl-64/s_sin.c: an angle is reduced to one between −π/4 and π/4, as the sum
 * of two doubles. It is split into a multiple of 1/128, whose sine and cosine come from a table, and a rest, for which
 * a short polynomial does; small angles have a polynomial of their own.
 *
 * A fused multiply-add is slow without the instruction. But the fused and the plain evaluation differ so little that
 * both usually round to the same result: the plain one comes with a bound of the difference, and only when the rounding
 * is in doubt is the fused one made.
 *
 * @param angle Radians. Beyond ±105,414,350 the result is that of `Math.sin`.
 */
export function sin(angle: number): number {
  const magnitude = Math.abs(angle);
  if (magnitude < 2 ** -26) return angle;
  if (magnitude < LIMIT) return sinOf(angle, 0);
  if (magnitude < LIMIT_2) {
    const result = cosOf(HALF_PI - magnitude, HALF_PI_LOW);
    return angle < 0 ? -result : result;
  }
  if (!(magnitude < LIMIT_3)) return Math.sin(angle);
  return sinOfQuadrant(reduce(angle));
}

/** The cosine; see `sin`. */
export function cos(angle: number): number {
  const magnitude = Math.abs(angle);
  if (magnitude < 2 ** -27) return 1;
  if (magnitude < LIMIT) return cosOf(angle, 0);
  if (magnitude < LIMIT_2) {
    const rest = HALF_PI - magnitude;
    const sum = rest + HALF_PI_LOW;
    return sinOf(sum, rest - sum + HALF_PI_LOW);
  }
  if (!(magnitude < LIMIT_3)) return Math.cos(angle);
  return sinOfQuadrant(reduce(angle) + 1);
}

/** From where on an angle is reduced: 0.855469, 2.426265 and 105,414,350, as the C library compares high words. */
const LIMIT = fromHighWord(0x3feb6000);
const LIMIT_2 = fromHighWord(0x400368fd);
const LIMIT_3 = fromHighWord(0x419921fb);

function fromHighWord(word: number): number {
  const view = new DataView(new ArrayBuffer(8));
  view.setUint32(0, word);
  return view.getFloat64(0);
}

const HALF_PI = Math.PI / 2;
const TWO_OVER_PI = 0.6366197723675814;
const HALF_PI_LOW = 6.123233995736766e-17;

/** π/2 in pieces, the first two so short that their products with a quadrant are exact. */
const HALF_PI_PIECES = [
  1.5707963407039642, -1.3909067564377153e-8, -4.97899623147991e-17, -1.9034889620193266e-25,
] as const;

/** 1.5·2⁵²: adding it rounds to an integer. */
const TO_INTEGER = 1.5 * 2 ** 52;

/** The last reduced angle: its value is the sum of the two. */
let reduced = 0;
let reducedLow = 0;

/** Reduces an angle to [−π/4, π/4], in `reduced` and `reducedLow`, and gives its quadrant. */
function reduce(angle: number): number {
  const [first, second, third, fourth] = HALF_PI_PIECES;
  const turns = angle * TWO_OVER_PI;
  let quadrant = turns + TO_INTEGER - TO_INTEGER;
  // Nearly in the middle between two integers the rounding of the product would count.
  if (Math.abs(turns - quadrant) > 0.499999) quadrant = fma(angle, TWO_OVER_PI, TO_INTEGER) - TO_INTEGER;
  const rest = angle - quadrant * first - quadrant * second;
  const step = quadrant * third;
  const lessStep = rest - step;
  const lastStep = quadrant * fourth;
  reduced = lessStep - lastStep;
  reducedLow = rest - lessStep - step + (lessStep - reduced - lastStep);
  return quadrant;
}

/** The sine of the reduced angle turned by quarter turns. */
function sinOfQuadrant(quadrant: number): number {
  const result = quadrant & 1 ? cosOf(reduced, reducedLow) : sinOf(reduced, reducedLow);
  return quadrant & 2 ? -result : result;
}

const SIN_3 = -1.6666666666666488e-1;
const SIN_5 = 8.333332142857223e-3;
const COS_2 = 0.5;
const COS_4 = -4.166666666666644e-2;
const COS_6 = 1.388888740079376e-3;

/** 1.5·2⁴⁵: adding it rounds to a multiple of 1/128. */
const TO_TABLE = 1.5 * 2 ** 45;

/** More than the fused and the plain evaluation differ beside the table's value. */
const DIFFERENCE = 2 ** -59;

/** sin(x + low) for |x| up to about 0.86. */
function sinOf(x: number, low: number): number {
  if (Math.abs(x) < 0.126) return smallSin(x, low);
  const dx = x <= 0 ? -low : low;
  const angle = Math.abs(x);
  const nearest = TO_TABLE + angle - TO_TABLE;
  const at = nearest * 512;
  const rest = angle - nearest;
  const square = rest * rest;
  const [sin, sinLow, cos, cosLow] = [table[at], table[at + 1], table[at + 2], table[at + 3]];
  const s = rest + (rest * square * (square * SIN_5 + SIN_3) + dx);
  const c = rest * dx + square * (square * (square * COS_6 + COS_4) + COS_2);
  const correction = cos * s + (sinLow + s * cosLow - sin * c);
  let result = sin + (correction - DIFFERENCE);
  if (result !== sin + (correction + DIFFERENCE)) {
    const s = rest + fma(rest * square, fma(square, SIN_5, SIN_3), dx);
    const c = fma(rest, dx, square * fma(square, fma(square, COS_6, COS_4), COS_2));
    result = sin + fma(cos, s, fma(-sin, c, fma(s, cosLow, sinLow)));
  }
  return x < 0 ? -result : result;
}

/** cos(x + low) for |x| up to about 0.86. */
function cosOf(x: number, low: number): number {
  const angle = Math.abs(x);
  const nearest = TO_TABLE + angle - TO_TABLE;
  const at = nearest * 512;
  const rest = angle - nearest + (x < 0 ? -low : low);
  const square = rest * rest;
  const [sin, sinLow, cos, cosLow] = [table[at], table[at + 1], table[at + 2], table[at + 3]];
  const s = rest + rest * square * (square * SIN_5 + SIN_3);
  const c = square * (square * (square * COS_6 + COS_4) + COS_2); // 1 − cos(rest)
  const correction = cosLow - s * sinLow - cos * c - sin * s;
  const result = cos + (correction - DIFFERENCE);
  if (result === cos + (correction + DIFFERENCE)) return result;
  const fusedS = rest + rest * square * fma(square, SIN_5, SIN_3);
  const fusedC = square * fma(square, fma(square, COS_6, COS_4), COS_2);
  return cos + fma(-sin, fusedS, fma(-cos, fusedC, fma(-fusedS, sinLow, cosLow)));
}

/** Coefficients of x³, x⁵, … x¹¹. */
const SMALL_3 = -0.16666666666666666;
const SMALL_5 = 0.008333333333332329;
const SMALL_7 = -0.00019841269834414642;
const SMALL_9 = 2.755729806860771e-6;
const SMALL_11 = -2.5022014848318398e-8;

function smallSin(x: number, low: number): number {
  const square = x * x;
  const sum = (((SMALL_11 * square + SMALL_9) * square + SMALL_7) * square + SMALL_5) * square + SMALL_3;
  const cubic = (sum * x - 0.5 * low) * square + low;
  const difference = Math.abs(cubic) * 2 ** -49;
  const result = x + (cubic - difference);
  if (result === x + (cubic + difference)) return result;
  const fusedSum = fma(
    fma(fma(fma(SMALL_11, square, SMALL_9), square, SMALL_7), square, SMALL_5),
    square,
    SMALL_3,
  );
  return x + fma(fma(fusedSum, x, -0.5 * low), square, low);
}

/** Sine and cosine of k/128, each as the nearest double and what is missing: four numbers for each k. */
const table = Float64Array.from(
  Array.from({ length: 111 }, (_, k): readonly [...Pair, ...Pair] => {
    const angle = k / 128;
    const square = times([angle, 0], [angle, 0]);
    return [...times([angle, 0], series(square, 1)), ...series(square, 0)];
  }).flat(),
);

/** 1 − s/((1+o)(2+o)) · (1 − s/((3+o)(4+o)) · (1 − …)): the cosine for o = 0, the sine over the angle for o = 1. */
function series(square: Pair, offset: 0 | 1): Pair {
  let sum: Pair = [1, 0];
  for (let k = 25; k >= 1; k -= 2) {
    const [high, low] = quotient(times(square, sum), (k + offset) * (k + 1 + offset));
    const rest = 1 - high;
    sum = normalized(rest, 1 - rest - high - low);
  }
  return sum;
}

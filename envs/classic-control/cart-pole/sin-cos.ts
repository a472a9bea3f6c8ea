import { errorOfProduct, fusedMultiplyAdd as fma } from "./fused-multiply-add.js";

/** Up to where the results are those of the C library, in radians (49°). The pole has fallen at 0.21. */
export const LARGEST_ANGLE = 0.855469;

/**
 * Sine and cosine, equal to the bit to the GNU C library (2.28 and later) on a processor with fused multiply-add, which
 * is what Gymnasium computes with there. `Math.sin` and `Math.cos` differ in the last bit for 2 % of the angles, and an
 * upright pole multiplies such a difference until the observations show it.
 *
 * The method, from glibc's sysdeps/ieee754/dbl-64/s_sin.c: the angle is split into a multiple of 1/128, whose sine and
 * cosine come from a table, and a rest, for which a short polynomial does; small angles have a polynomial of their own.
 *
 * @param angle Radians. Beyond ±LARGEST_ANGLE the results are those of `Math`.
 */
export function sinCos(angle: number): { sin: number; cos: number } {
  const magnitude = Math.abs(angle);
  if (!(magnitude < LARGEST_ANGLE)) return { sin: Math.sin(angle), cos: Math.cos(angle) };
  const index = Math.round(magnitude * 128);
  const rest = magnitude - index / 128;
  const square = rest * rest;
  const restSin = fma(rest * square, fma(square, SIN_5, SIN_3), rest);
  const restCos = square * fma(square, fma(square, COS_6, COS_4), COS_2); // 1 − cos(rest)
  const [sin, sinLow, cos, cosLow] = table[index]!;
  return {
    sin:
      magnitude < 0.126
        ? smallSin(angle)
        : Math.sign(angle) * (sin + fma(cos, restSin, fma(-sin, restCos, fma(restSin, cosLow, sinLow)))),
    cos: cos + fma(-sin, restSin, fma(-cos, restCos, fma(-restSin, sinLow, cosLow))),
  };
}

const SIN_3 = -1.6666666666666488e-1;
const SIN_5 = 8.333332142857223e-3;
const COS_2 = 0.5;
const COS_4 = -4.166666666666644e-2;
const COS_6 = 1.388888740079376e-3;

/** Coefficients of x³, x⁵, … x¹¹. */
const SMALL_SIN = [
  -0.16666666666666666, 0.0083333333333323288, -0.00019841269834414642, 2.755729806860771e-6,
  -2.5022014848318398e-8,
] as const;

function smallSin(angle: number): number {
  const square = angle * angle;
  let sum = SMALL_SIN[4] as number;
  for (let i = 3; i >= 0; i--) sum = fma(sum, square, SMALL_SIN[i]!);
  return angle + sum * angle * square;
}

/** A number as the sum of two doubles, the second less than a unit in the last place of the first. */
type Pair = readonly [high: number, low: number];

/** Sine and cosine of k/128, each as the nearest double and what is missing. */
const table = Array.from({ length: 110 }, (_, k): readonly [...Pair, ...Pair] => {
  const angle = k / 128;
  const square = times([angle, 0], [angle, 0]);
  return [...times([angle, 0], series(square, 1)), ...series(square, 0)];
});

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

function times([a, aLow]: Pair, [b, bLow]: Pair): Pair {
  const high = a * b;
  return normalized(high, errorOfProduct(a, b, high) + (a * bLow + aLow * b));
}

function quotient([high, low]: Pair, divisor: number): Pair {
  const first = high / divisor;
  const back = first * divisor;
  return normalized(first, (high - back - errorOfProduct(first, divisor, back) + low) / divisor);
}

function normalized(high: number, low: number): Pair {
  const sum = high + low;
  return [sum, high - sum + low];
}

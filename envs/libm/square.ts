import { type Pair, plus, quotient, times } from "./double-double.js";
import { errorOfProduct, fusedMultiplyAdd as fma } from "./fused-multiply-add.js";

/**
 * x to the power of 2 as `pow` of the GNU C library (2.28 and later) computes it with fused multiply-add, to the bit:
 * this is what Python's and numpy's `x**2` call for single numbers. It is not always x · x: the power goes through a
 * logarithm of some 68 bits, whose error shows when x² lies nearly in the middle between two doubles, once in a
 * thousand.
 *
 * The method, from glibc's sysdeps/ieee754/dbl-64/e_pow.c (Arm optimized-routines): log x = k·log 2 − log(1/c) +
 * log(1 + r), with 1/c of eight bits from a table and r = z/c − 1 exact; then 2^(i/128) from a table and a polynomial.
 *
 * @param x Where x² is no normal number, the result is x · x.
 */
export function square(x: number): number {
  const product = x * x;
  // Where the exact square is far from the middle of two doubles, there is no doubt.
  if (product + 1.06 * errorOfProduct(x, x, product) === product) return product;
  if (!(product > 2 ** -1020 && product < 2 ** 1020)) return product;
  return fromLogarithm(Math.abs(x));
}

/** x, and its bits as two words, the lower first. */
const double = new Float64Array(1);
const words = new Uint32Array(double.buffer);

/** Bits of the number from which on mantissas are counted, about 0.71: the upper word. Its lower word is 0. */
const OFFSET = 0x3fe69555;

const LN_2 = 0.6931471805598903;
const LN_2_LOW = 5.497923018708371e-14;
const [LOG_3, LOG_4, LOG_5, LOG_6, LOG_7, LOG_8] = [
  -0.6666666666666679, 0.5000000000000007, 0.7999999995323976, -0.6666666663487739, -1.142909628459501,
  1.0000415263675542,
] as const;

function fromLogarithm(x: number): number {
  double[0] = x;
  const difference = (words[1] - OFFSET) | 0;
  const i = (difference >>> 13) & 127;
  const k = difference >> 20;
  words[1] = words[1] - (difference & 0xfff00000);
  const z = double[0];
  const at = 3 * i;
  const r = fma(z, logarithms[at], -1);
  const first = fma(k, LN_2, logarithms[at + 1]);
  const second = first + r;
  const low1 = fma(k, LN_2_LOW, logarithms[at + 2]);
  const low2 = first - second + r;
  const half = -0.5 * r;
  const squared = r * half;
  const high = second + squared;
  const low3 = fma(half, r, -squared);
  const low4 = second - high + squared;
  const inner = fma(squared, fma(r, LOG_8, LOG_7), fma(r, LOG_6, LOG_5));
  const polynomial = fma(squared, inner, fma(r, LOG_4, LOG_3));
  const low = fma(r * squared, polynomial, low1 + low2 + low3 + low4);
  const sum = high + low;
  return exponential(2 * sum, 2 * (high - sum + low));
}

const [EXP_2, EXP_3, EXP_4, EXP_5] = [
  0.49999999999996786, 0.16666666666665886, 0.0416666808410674, 0.008333335853059549,
] as const;

/** 1.5·2⁵²: adding it rounds to an integer. */
const TO_INTEGER = 1.5 * 2 ** 52;

/** e to the power of the sum of two doubles. */
function exponential(x: number, low: number): number {
  if (Math.abs(x) < 2 ** -54) return 1 + x;
  const k = fma(184.6649652337873, x, TO_INTEGER) - TO_INTEGER; // 128 / ln 2
  const r = fma(k, -1.2864023111638344e-14, fma(k, -0.005415212348111709, x)) + low;
  const i = k & 127;
  const scale = powers[2 * i] * 2 ** ((k - i) / 128);
  const squared = r * r;
  const small = fma(squared, fma(r, EXP_3, EXP_2), powers[2 * i + 1] + r);
  return fma(scale, fma(squared * squared, fma(r, EXP_5, EXP_4), small), scale);
}

/** For each of 128 intervals of mantissas: 1/c, and −log(1/c) as a multiple of 2⁻⁴³ and what is missing. */
const logarithms = Float64Array.from(
  Array.from({ length: 128 }, (_, i) => {
    const middle = (intervalStart(i) + intervalStart(i + 1)) / 2;
    const parts = middle > 1 ? 256 : 128;
    const inverse = Math.round(parts / middle) / parts;
    const [high, low] = logarithm(inverse);
    const rounded = Math.round(high * 2 ** 43) / 2 ** 43;
    return [inverse, rounded, high - rounded + low];
  }).flat(),
);

function intervalStart(i: number): number {
  words[0] = 0;
  words[1] = OFFSET + i * 2 ** 13;
  return double[0];
}

/** −log(x) = 2·artanh(z) with z = (1 − x)/(1 + x) = 2(z + z³/3 + z⁵/5 + …), for x near 1 with few bits. */
function logarithm(x: number): Pair {
  const z = quotient([1 - x, 0], 1 + x);
  const squared = times(z, z);
  let sum: Pair = [0, 0];
  for (let n = 51; n >= 1; n -= 2) sum = plus(times(sum, squared), quotient([1, 0], n));
  return times(times(sum, z), [2, 0]);
}

/** 2^(i/128) as the nearest double, and what is missing as a share of it, for i from 0 to 127. */
const powers = Float64Array.from(
  Array.from({ length: 128 }, (_, i) => {
    const ln2: Pair = [Math.LN2, 2.3190468138462996e-17];
    const x = quotient(times(ln2, [i, 0]), 128);
    let sum: Pair = [1, 0];
    for (let n = 30; n >= 1; n--) sum = plus([1, 0], quotient(times(x, sum), n));
    return [sum[0], sum[1] / sum[0]];
  }).flat(),
);

/**
 * x to the power of 2 in single precision, as `powf` of the GNU C library (2.28 and later): what numpy's `x**2` calls
 * for a single float32. From glibc's sysdeps/ieee754/flt-32/e_powf.c (Arm optimized-routines): 2^(2·log₂ x) in doubles.
 *
 * @param x Rounded to single precision already.
 */
export function squareFloat32(x: number): number {
  const magnitude = Math.abs(x);
  if (!(magnitude > 2 ** -60 && magnitude < 2 ** 60)) return Math.fround(x * x);
  single[0] = magnitude;
  const difference = (bits[0] - 0x3f330000) | 0;
  const i = (difference >>> 19) & 15;
  const k = difference >> 23;
  bits[0] = bits[0] - (difference & 0xff800000);
  const r = fma(single[0], LOG2_TABLE[2 * i], -1);
  const squared = r * r;
  const tail = fma(
    fma(0.480898481472577, r, -0.7213474675006291),
    squared,
    fma(1.4426950408774342, r, LOG2_TABLE[2 * i + 1] + k),
  );
  const logarithm = 2 * fma(fma(0.288457581109214, r, -0.36092606229713164), squared * squared, tail);
  const whole = Math.round(logarithm * 32);
  const rest = logarithm - whole / 32;
  const j = whole & 31;
  const polynomial = fma(
    fma(0.05550361559341535, rest, 0.2402284522445722),
    rest * rest,
    fma(0.6931471806916203, rest, 1),
  );
  return Math.fround(polynomial * (powers[8 * j] * 2 ** ((whole - j) / 32)));
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** 1/c and log₂ c for each of 16 intervals of mantissas. */
const LOG2_TABLE = [
  1.398907162146528, -0.48430022186289673, 1.3403141896637998, -0.42257122959194704, 1.286432210124115,
  -0.3633754347673556, 1.2367150214269895, -0.30651309567405577, 1.1906977166711752, -0.25180720160537634,
  1.1479821020556429, -0.19910014943794563, 1.1082251448272158, -0.14825100623281615, 1.0711297413057381,
  -0.09913323807318392, 1.036437278977283, -0.051632812977629436, 1, 0, 0.9492859795739057,
  0.07508531937943004, 0.8951049428609004, 0.15987125980713107, 0.8476821620351103, 0.2384046664317681,
  0.8050314851692001, 0.31288288605863257, 0.7664671008843108, 0.38370422656453185, 0.731428603316328,
  0.451211048935815,
] as const;

/**
 * Cross-entropy of 16 images, −log softmax(logits · scale)[label] summed. There are two ways to it, from all logits
 * (`crossEntropy`) and from what a swap changes (_output-layer.ts), which give the same bits. Hence what is fixed here:
 * exponentials are taken relative to a reference that depends on the largest logit alone and hardly ever changes, and
 * everything is added and multiplied in one order.
 */

/** No exponent is larger. */
const LARGEST: f32 = 32;

/** The distance between references: a power of two, so that nothing is rounded, times `scale` at most 32. */
@inline
export function bandOf(scale: f32): f32 {
  const band = reinterpret<f32>(reinterpret<u32>(LARGEST / scale) & 0x7f800000);
  return min<f32>(max<f32>(band, 1), 1073741824);
}

/**
 * The reference at or below the largest logit. They lie half a band from 0, because there most logits pass.
 */
@inline
export function referenceOf(largest: v128, band: f32): v128 {
  const half = f32x4.splat(floor<f32>(band * 0.5)), width = f32x4.splat(band);
  const number = f32x4.floor(f32x4.mul(f32x4.add(largest, half), f32x4.splat(1 / band)));
  return f32x4.sub(f32x4.mul(number, width), half);
}

/** One exponent, from a logit's distance above the reference. */
@inline
export function exponentOf(distance: v128, scale: v128): v128 {
  return f32x4.mul(distance, scale);
}

/** Four images more in a product of sums of exponentials. */
@inline
export function multiplySums(product: v128, sums: v128): v128 {
  return f64x2.mul(product, f64x2.mul(f64x2.promote_low_f32x4(sums), f64x2.promote_low_f32x4(upper(sums))));
}

/** Four images more in a sum of the labels' exponents. */
@inline
export function addExponents(total: v128, exponents: v128): v128 {
  return f64x2.add(total, f64x2.add(f64x2.promote_low_f32x4(exponents), f64x2.promote_low_f32x4(upper(exponents))));
}

@inline
export function costOf(product: v128, exponents: v128): f64 {
  const logarithm = NativeMath.log(f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
  return logarithm - (f64x2.extract_lane(exponents, 0) + f64x2.extract_lane(exponents, 1));
}

/**
 * From all logits of 16 images, [output], `step` bytes apart.
 * @param labels 32-bit integers
 * @param lanes which of the images count: 32-bit masks
 */
export function crossEntropy(
  outputs: i32,
  scale: f32,
  labels: usize,
  logits: usize,
  step: usize,
  lanes: usize,
): f64 {
  const band = bandOf(scale), factor = f32x4.splat(scale);
  let product = f64x2.splat(1), exponents = f64x2.splat(0);
  for (let part: usize = 0; part < 64; part += 16) {
    const label = v128.load(labels + part), counts = v128.load(lanes + part);
    let at = logits + part;
    let best = v128.load(at), own = best;
    for (let output = 1; output < outputs; output++) {
      at += step;
      const value = v128.load(at);
      best = i32x4.max_s(best, value);
      own = v128.bitselect(value, own, i32x4.eq(label, i32x4.splat(output)));
    }
    const reference = referenceOf(f32x4.convert_i32x4_s(best), band);
    let sum = f32x4.splat(0);
    at = logits + part;
    for (let output = 0; output < outputs; output++) {
      sum = f32x4.add(sum, exp(exponentOf(f32x4.sub(f32x4.convert_i32x4_s(v128.load(at)), reference), factor)));
      at += step;
    }
    const exponent = exponentOf(f32x4.sub(f32x4.convert_i32x4_s(own), reference), factor);
    product = multiplySums(product, v128.bitselect(sum, f32x4.splat(1), counts));
    exponents = addExponents(exponents, v128.and(exponent, counts));
  }
  return costOf(product, exponents);
}

/**
 * e to the power of x ≤ 87, to within 2 units in the last place; below e⁻⁸⁰ it is e⁻⁸⁰. Written so that few steps wait
 * for each other: a polynomial in r² of linear ones in r, constants from memory (a register would have to be filled
 * anew each time), a pseudo-maximum, because a true one takes care of NaN.
 */
@inline
export function exp(x: v128): v128 {
  x = f32x4.pmax(v128.load(CONSTANTS), x);
  // Adding 1.5 · 2²³ leaves the nearest whole number in the lowest bits.
  const whole = f32x4.add(f32x4.mul(x, v128.load(CONSTANTS, 16)), v128.load(CONSTANTS, 32));
  const n = f32x4.sub(whole, v128.load(CONSTANTS, 32));
  // ln 2 in two parts, so that the product with n is exact.
  let r = f32x4.sub(x, f32x4.mul(n, v128.load(CONSTANTS, 48)));
  r = f32x4.sub(r, f32x4.mul(n, v128.load(CONSTANTS, 64)));
  // Taylor's polynomial of degree 6: |r| ≤ 0.35 leaves 2e-7 · r.
  const one = v128.load(CONSTANTS, 160), square = f32x4.mul(r, r);
  const low = f32x4.add(one, r);
  const middle = f32x4.add(v128.load(CONSTANTS, 144), f32x4.mul(r, v128.load(CONSTANTS, 128)));
  let high = f32x4.add(v128.load(CONSTANTS, 112), f32x4.mul(r, v128.load(CONSTANTS, 96)));
  high = f32x4.add(high, f32x4.mul(square, v128.load(CONSTANTS, 80)));
  const p = f32x4.add(low, f32x4.mul(square, f32x4.add(middle, f32x4.mul(square, high))));
  // Into the exponent; what the large number leaves above is shifted out.
  return i32x4.add(p, i32x4.shl(whole, 23));
}

const CONSTANTS = memory.data<f32>([
  -80, -80, -80, -80,
  1.4426950408889634, 1.4426950408889634, 1.4426950408889634, 1.4426950408889634,
  12582912, 12582912, 12582912, 12582912,
  0.693359375, 0.693359375, 0.693359375, 0.693359375,
  -2.12194440054690583e-4, -2.12194440054690583e-4, -2.12194440054690583e-4, -2.12194440054690583e-4,
  1.0 / 720, 1.0 / 720, 1.0 / 720, 1.0 / 720,
  1.0 / 120, 1.0 / 120, 1.0 / 120, 1.0 / 120,
  1.0 / 24, 1.0 / 24, 1.0 / 24, 1.0 / 24,
  1.0 / 6, 1.0 / 6, 1.0 / 6, 1.0 / 6,
  0.5, 0.5, 0.5, 0.5,
  1, 1, 1, 1,
], 16);

@inline
function upper(values: v128): v128 {
  return i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}

// The forward pass of a convolution: one output channel at a time, its non-zero weights innermost, a block of
// output positions in registers. Zero weights cost nothing, so a network gets faster as it gets sparser.

import { GradientLayer } from "./_layer";

/** Sums of one output channel into `layer.sums`, over whole blocks; what lies beyond the image is never read. */
export function convolve(layer: GradientLayer, channel: i32, scratch: usize): void {
  const starts = layer.nonZeroStarts + ((<usize>channel) << 2);
  const nonZeros = <usize>load<u32>(starts);
  const end = <usize>load<u32>(starts, 4);
  const sums = scratch + layer.sums;
  const input = scratch + layer.input;
  const step = <usize>(layer.rowBytes * layer.stride);
  const outStep = <usize>layer.sumsRowBytes;
  let vectors = (layer.sumsWidth + 3) >> 2;
  let column: usize = 0;
  while (vectors > 0) {
    if (vectors > 2) {
      for (let row = 0; row < layer.sumsHeight; row += 3) {
        block3x4(input + <usize>row * step + column, step, nonZeros, end, sums + <usize>row * outStep + column, outStep);
      }
      column += 64;
      vectors -= 4;
    } else {
      for (let row = 0; row < layer.sumsHeight; row += 4) {
        block4x2(input + <usize>row * step + column, step, nonZeros, end, sums + <usize>row * outStep + column, outStep);
      }
      column += 32;
      vectors -= 2;
    }
  }
}

/** The same for two channels of a dense layer at once, which halves the loads: into `layer.sums` and behind it. */
export function convolvePair(layer: GradientLayer, channel: i32, scratch: usize): void {
  const starts = layer.nonZeroStarts + ((<usize>channel) << 2);
  const nonZeros = <usize>load<u32>(starts);
  const end = <usize>load<u32>(starts, 8);
  const step = <usize>(layer.rowBytes * layer.stride);
  const outStep = <usize>layer.sumsRowBytes;
  const width = <usize>layer.sumsWidth << 2;
  let input = scratch + layer.input;
  let sums = scratch + layer.sums;
  for (let row = 0; row < layer.sumsHeight; row += 2) {
    for (let column: usize = 0; column < width; column += 32) {
      pair2x2(input + column, step, nonZeros, end, sums + column, outStep, layer.sumsBytes);
    }
    input += 2 * step;
    sums += 2 * outStep;
  }
}

// @ts-ignore: decorator
@inline
function accumulate(sum: v128, weight: v128, values: v128): v128 {
  return f32x4.add(sum, f32x4.mul(weight, values));
}

/** 3 rows × 16 columns. */
export function block3x4(input: usize, step: usize, nonZeros: usize, end: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, a2 = a0, a3 = a0;
  let b0 = a0, b1 = a0, b2 = a0, b3 = a0;
  let c0 = a0, c1 = a0, c2 = a0, c3 = a0;
  for (; nonZeros < end; nonZeros += 8) {
    const weight = v128.load32_splat(nonZeros, 4);
    const a = input + <usize>load<u32>(nonZeros);
    const b = a + step;
    const c = b + step;
    a0 = accumulate(a0, weight, v128.load(a));
    a1 = accumulate(a1, weight, v128.load(a, 16));
    a2 = accumulate(a2, weight, v128.load(a, 32));
    a3 = accumulate(a3, weight, v128.load(a, 48));
    b0 = accumulate(b0, weight, v128.load(b));
    b1 = accumulate(b1, weight, v128.load(b, 16));
    b2 = accumulate(b2, weight, v128.load(b, 32));
    b3 = accumulate(b3, weight, v128.load(b, 48));
    c0 = accumulate(c0, weight, v128.load(c));
    c1 = accumulate(c1, weight, v128.load(c, 16));
    c2 = accumulate(c2, weight, v128.load(c, 32));
    c3 = accumulate(c3, weight, v128.load(c, 48));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out, a2, 32);
  v128.store(out, a3, 48);
  out += outStep;
  v128.store(out, b0);
  v128.store(out, b1, 16);
  v128.store(out, b2, 32);
  v128.store(out, b3, 48);
  out += outStep;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out, c2, 32);
  v128.store(out, c3, 48);
}

/** 4 rows × 8 columns. */
export function block4x2(input: usize, step: usize, nonZeros: usize, end: usize, out: usize, outStep: usize): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0;
  let c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (; nonZeros < end; nonZeros += 8) {
    const weight = v128.load32_splat(nonZeros, 4);
    const a = input + <usize>load<u32>(nonZeros);
    const b = a + step;
    const c = b + step;
    const d = c + step;
    a0 = accumulate(a0, weight, v128.load(a));
    a1 = accumulate(a1, weight, v128.load(a, 16));
    b0 = accumulate(b0, weight, v128.load(b));
    b1 = accumulate(b1, weight, v128.load(b, 16));
    c0 = accumulate(c0, weight, v128.load(c));
    c1 = accumulate(c1, weight, v128.load(c, 16));
    d0 = accumulate(d0, weight, v128.load(d));
    d1 = accumulate(d1, weight, v128.load(d, 16));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  out += outStep;
  v128.store(out, b0);
  v128.store(out, b1, 16);
  out += outStep;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  out += outStep;
  v128.store(out, d0);
  v128.store(out, d1, 16);
}

/** 2 rows × 8 columns of two channels; a non-zero weight is an offset and a weight for each. */
export function pair2x2(
  input: usize,
  step: usize,
  nonZeros: usize,
  end: usize,
  out: usize,
  outStep: usize,
  outBytes: usize,
): void {
  let a0 = f32x4.splat(0), a1 = a0, b0 = a0, b1 = a0;
  let c0 = a0, c1 = a0, d0 = a0, d1 = a0;
  for (; nonZeros < end; nonZeros += 12) {
    const upper = input + <usize>load<u32>(nonZeros);
    const lower = upper + step;
    const first = v128.load32_splat(nonZeros, 4);
    const second = v128.load32_splat(nonZeros, 8);
    let values = v128.load(upper);
    a0 = accumulate(a0, first, values);
    c0 = accumulate(c0, second, values);
    values = v128.load(upper, 16);
    a1 = accumulate(a1, first, values);
    c1 = accumulate(c1, second, values);
    values = v128.load(lower);
    b0 = accumulate(b0, first, values);
    d0 = accumulate(d0, second, values);
    values = v128.load(lower, 16);
    b1 = accumulate(b1, first, values);
    d1 = accumulate(d1, second, values);
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(out + outStep, b0);
  v128.store(out + outStep, b1, 16);
  out += outBytes;
  v128.store(out, c0);
  v128.store(out, c1, 16);
  v128.store(out + outStep, d0);
  v128.store(out + outStep, d1, 16);
}

/**
 * Max-pool, division and HardTanh of one channel's sums, in one pass. Keeps for each output where the patch of its
 * largest sum (the first of equals) begins in the interleaved input: the backward pass goes there and nowhere else.
 * @param from where the channel's sums are
 */
export function poolAndClip(layer: GradientLayer, channel: i32, from: usize, scratch: usize): void {
  const stride = layer.poolStride;
  const size = layer.pool;
  const width = layer.outWidth;
  const patchColumn = layer.stride * layer.channels * 4;
  const patchRow = layer.stride * layer.interleavedRowBytes;
  const lanes = i32x4.mul(i32x4(0, 1, 2, 3), i32x4.splat(stride * patchColumn));
  const next = i32x4.splat(patchColumn);
  const inverse = f32x4.splat(layer.inverseDivisor);
  const one = f32x4.splat(1);
  const minusOne = f32x4.splat(-1);
  const place = <usize>(channel * layer.outHeight * width) << 2;
  let output = scratch + layer.output + place;
  let patch = scratch + layer.patch + place;
  for (let y = 0; y < layer.outHeight; y++) {
    for (let x = 0; x < width; x += 4) {
      const corner = y * stride * patchRow + x * stride * patchColumn;
      let sums = from + <usize>(y * stride * layer.sumsRowBytes + x * stride * 4);
      let best = f32x4.splat(-Infinity);
      let where = lanes;
      for (let dy = 0; dy < size; dy++) {
        let here = i32x4.add(lanes, i32x4.splat(corner + dy * patchRow));
        for (let dx = 0; dx < size; dx++) {
          const value = strided(sums + (<usize>dx << 2), stride);
          const larger = f32x4.gt(value, best);
          best = v128.bitselect(value, best, larger);
          where = v128.bitselect(here, where, larger);
          here = i32x4.add(here, next);
        }
        sums += layer.sumsRowBytes;
      }
      if (layer.inverseDivisor != 0) {
        best = f32x4.max(f32x4.min(f32x4.mul(best, inverse), one), minusOne);
      }
      // The last vector of a row may run into the next row, which is written later.
      v128.store(output + (<usize>x << 2), best);
      v128.store(patch + (<usize>x << 2), where);
    }
    output += <usize>width << 2;
    patch += <usize>width << 2;
  }
}

/** Four floats, `stride` floats apart. */
// @ts-ignore: decorator
@inline
function strided(address: usize, stride: i32): v128 {
  if (stride == 1) return v128.load(address);
  if (stride == 2) return v128.shuffle<f32>(v128.load(address), v128.load(address, 16), 0, 2, 4, 6);
  const step = <usize>stride << 2;
  return f32x4(
    load<f32>(address),
    load<f32>(address + step),
    load<f32>(address + 2 * step),
    load<f32>(address + 3 * step),
  );
}

// The backward pass of a convolution. A max-pool hands its gradient to one position, and a saturated HardTanh to none,
// so only the patches of unsaturated maxima are visited.

import { GradientLayer } from "./_layer";

const PAIR: usize = 8;

/**
 * Adds one image's gradients to the shard's, and writes the gradient of the layer's input unless it is the image.
 * A filter's gradient lies as the filter does: [out][row][column and channel], rows rounded up to whole vectors.
 */
export function convolutionGradients(layer: GradientLayer, first: bool, scratch: usize, gradients: usize): void {
  const inputGradient = scratch + layer.inputGradient;
  if (!first) memory.fill(inputGradient, 0, layer.interleavedBytes);
  const filterBytes = <usize>(layer.kernel * layer.filterRow) << 2;
  let gradient = gradients + layer.gradient;
  let filter = layer.filters;
  const active = scratch + layer.active;
  for (let channel = 0; channel < layer.out; channel++) {
    const end = listActive(layer, channel, scratch);
    if (end > active) {
      filterGradient(layer, gradient, scratch, active, end);
      if (!first) {
        if (layer.sparse) scatterNonZeros(layer, channel, inputGradient, active, end);
        else scatterFilter(layer, filter, inputGradient, active, end);
      }
    }
    gradient += filterBytes;
    filter += filterBytes;
  }
}

/** Lists the patches of one output channel that pass a gradient; returns where the list ends. */
export function listActive(layer: GradientLayer, channel: i32, scratch: usize): usize {
  const place = <usize>(channel * layer.outHeight * layer.outWidth) << 2;
  let output = scratch + layer.output + place;
  let patch = scratch + layer.patch + place;
  let end = scratch + layer.active;
  let row = scratch + layer.outputGradient + <usize>(channel * layer.gradientChannelBytes);
  const clipped = layer.inverseDivisor != 0;
  const scale: f32 = clipped ? layer.inverseDivisor : 1;
  for (let y = 0; y < layer.outHeight; y++) {
    let from = row;
    for (let x = 0; x < layer.outWidth; x++) {
      const gradient = load<f32>(from) * scale;
      const value = load<f32>(output);
      store<u32>(end, load<u32>(patch));
      store<f32>(end, gradient, 4);
      // Without a branch: the entry stays only when the list grows.
      const passes = i32(gradient != 0) & (i32(!clipped) | (i32(value < 1) & i32(value > -1)));
      end += <usize>passes << 3;
      from += layer.gradientColumnBytes;
      output += 4;
      patch += 4;
    }
    row += layer.gradientRowBytes;
  }
  return end;
}

/** Adds patch × gradient of every active position to one filter's gradient, in blocks that fit the registers. */
function filterGradient(layer: GradientLayer, gradient: usize, scratch: usize, active: usize, end: usize): void {
  const step = <usize>layer.interleavedRowBytes;
  const rowBytes = <usize>layer.filterRow << 2;
  let input = scratch + layer.interleaved;
  let vectors = layer.filterRow >> 2;
  for (; vectors >= 8; vectors -= 8) {
    for (let row = 0; row < layer.kernel; row++) {
      addPatches8(gradient + <usize>row * rowBytes, input + <usize>row * step, active, end);
    }
    gradient += 128;
    input += 128;
  }
  if (vectors & 4) {
    for (let row = 0; row < layer.kernel; row++) {
      addPatches4(gradient + <usize>row * rowBytes, input + <usize>row * step, active, end);
    }
    gradient += 64;
    input += 64;
  }
  if (vectors & 2) {
    let row = 0;
    for (; row + 4 <= layer.kernel; row += 4) {
      addPatches4x2(gradient + <usize>row * rowBytes, rowBytes, input + <usize>row * step, step, active, end);
    }
    for (; row < layer.kernel; row++) {
      addPatches2(gradient + <usize>row * rowBytes, input + <usize>row * step, active, end);
    }
    gradient += 32;
    input += 32;
  }
  if (vectors & 1) {
    for (let row = 0; row < layer.kernel; row++) {
      addPatches1(gradient + <usize>row * rowBytes, input + <usize>row * step, active, end);
    }
  }
}

// @ts-ignore: decorator
@inline
function accumulate(sum: v128, weight: v128, values: v128): v128 {
  return f32x4.add(sum, f32x4.mul(weight, values));
}

export function addPatches8(out: usize, input: usize, active: usize, end: usize): void {
  let s0 = v128.load(out), s1 = v128.load(out, 16), s2 = v128.load(out, 32), s3 = v128.load(out, 48);
  let s4 = v128.load(out, 64), s5 = v128.load(out, 80), s6 = v128.load(out, 96), s7 = v128.load(out, 112);
  for (; active < end; active += PAIR) {
    const patch = input + <usize>load<u32>(active);
    const gradient = v128.load32_splat(active, 4);
    s0 = accumulate(s0, gradient, v128.load(patch));
    s1 = accumulate(s1, gradient, v128.load(patch, 16));
    s2 = accumulate(s2, gradient, v128.load(patch, 32));
    s3 = accumulate(s3, gradient, v128.load(patch, 48));
    s4 = accumulate(s4, gradient, v128.load(patch, 64));
    s5 = accumulate(s5, gradient, v128.load(patch, 80));
    s6 = accumulate(s6, gradient, v128.load(patch, 96));
    s7 = accumulate(s7, gradient, v128.load(patch, 112));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
  v128.store(out, s4, 64);
  v128.store(out, s5, 80);
  v128.store(out, s6, 96);
  v128.store(out, s7, 112);
}

export function addPatches4(out: usize, input: usize, active: usize, end: usize): void {
  let s0 = v128.load(out), s1 = v128.load(out, 16), s2 = v128.load(out, 32), s3 = v128.load(out, 48);
  for (; active < end; active += PAIR) {
    const patch = input + <usize>load<u32>(active);
    const gradient = v128.load32_splat(active, 4);
    s0 = accumulate(s0, gradient, v128.load(patch));
    s1 = accumulate(s1, gradient, v128.load(patch, 16));
    s2 = accumulate(s2, gradient, v128.load(patch, 32));
    s3 = accumulate(s3, gradient, v128.load(patch, 48));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
  v128.store(out, s2, 32);
  v128.store(out, s3, 48);
}

/** 4 rows of 2 vectors. */
export function addPatches4x2(
  out: usize,
  outStep: usize,
  input: usize,
  step: usize,
  active: usize,
  end: usize,
): void {
  const outB = out + outStep;
  const outC = outB + outStep;
  const outD = outC + outStep;
  let a0 = v128.load(out), a1 = v128.load(out, 16), b0 = v128.load(outB), b1 = v128.load(outB, 16);
  let c0 = v128.load(outC), c1 = v128.load(outC, 16), d0 = v128.load(outD), d1 = v128.load(outD, 16);
  for (; active < end; active += PAIR) {
    const a = input + <usize>load<u32>(active);
    const b = a + step;
    const c = b + step;
    const d = c + step;
    const gradient = v128.load32_splat(active, 4);
    a0 = accumulate(a0, gradient, v128.load(a));
    a1 = accumulate(a1, gradient, v128.load(a, 16));
    b0 = accumulate(b0, gradient, v128.load(b));
    b1 = accumulate(b1, gradient, v128.load(b, 16));
    c0 = accumulate(c0, gradient, v128.load(c));
    c1 = accumulate(c1, gradient, v128.load(c, 16));
    d0 = accumulate(d0, gradient, v128.load(d));
    d1 = accumulate(d1, gradient, v128.load(d, 16));
  }
  v128.store(out, a0);
  v128.store(out, a1, 16);
  v128.store(outB, b0);
  v128.store(outB, b1, 16);
  v128.store(outC, c0);
  v128.store(outC, c1, 16);
  v128.store(outD, d0);
  v128.store(outD, d1, 16);
}

export function addPatches2(out: usize, input: usize, active: usize, end: usize): void {
  let s0 = v128.load(out), s1 = v128.load(out, 16);
  for (; active < end; active += PAIR) {
    const patch = input + <usize>load<u32>(active);
    const gradient = v128.load32_splat(active, 4);
    s0 = accumulate(s0, gradient, v128.load(patch));
    s1 = accumulate(s1, gradient, v128.load(patch, 16));
  }
  v128.store(out, s0);
  v128.store(out, s1, 16);
}

export function addPatches1(out: usize, input: usize, active: usize, end: usize): void {
  let sum = v128.load(out);
  for (; active < end; active += PAIR) {
    sum = accumulate(sum, v128.load32_splat(active, 4), v128.load(input + <usize>load<u32>(active)));
  }
  v128.store(out, sum);
}

/** Adds filter × gradient to the patch of every active position. Where a row is rounded up the filter is zero. */
export function scatterFilter(layer: GradientLayer, filter: usize, inputGradient: usize, active: usize, end: usize): void {
  const rowBytes = (<usize>layer.filterRow) << 2;
  const blocks = rowBytes & ~63;
  for (; active < end; active += PAIR) {
    const gradient = v128.load32_splat(active, 4);
    let patch = inputGradient + <usize>load<u32>(active);
    let from = filter;
    for (let row = 0; row < layer.kernel; row++) {
      let at: usize = 0;
      for (; at < blocks; at += 64) {
        addScaled(patch + at, gradient, from + at);
        addScaled(patch + at + 16, gradient, from + at + 16);
        addScaled(patch + at + 32, gradient, from + at + 32);
        addScaled(patch + at + 48, gradient, from + at + 48);
      }
      for (; at < rowBytes; at += 16) addScaled(patch + at, gradient, from + at);
      from += rowBytes;
      patch += layer.interleavedRowBytes;
    }
  }
}

// @ts-ignore: decorator
@inline
function addScaled(to: usize, factor: v128, from: usize): void {
  v128.store(to, accumulate(v128.load(to), factor, v128.load(from)));
}

/** The same, visiting only the non-zero weights. */
export function scatterNonZeros(layer: GradientLayer, channel: i32, inputGradient: usize, active: usize, end: usize): void {
  const starts = layer.nonZeroStarts + (<usize>channel << 2);
  const shift = layer.gradientNonZeros - layer.nonZeros;
  const first = <usize>load<u32>(starts) + shift;
  const last = <usize>load<u32>(starts, 4) + shift;
  for (; active < end; active += PAIR) {
    const gradient = load<f32>(active, 4);
    const patch = inputGradient + <usize>load<u32>(active);
    for (let entry = first; entry < last; entry += PAIR) {
      const at = patch + <usize>load<u32>(entry);
      store<f32>(at, load<f32>(at) + gradient * load<f32>(entry, 4));
    }
  }
}

// Fully connected layers, forward and backward.

import { GradientLayer } from "./_layer";

/** Sums, division and HardTanh. */
export function dense(layer: GradientLayer, scratch: usize): void {
  const input = scratch + layer.input;
  const output = scratch + layer.output;
  const inverse = layer.inverseDivisor;
  for (let unit = 0; unit < layer.out; unit++) {
    let sum = dot(layer.weights + ((<usize>(unit * layer.channels)) << 2), input, layer.channels);
    if (inverse != 0) sum = max<f32>(min<f32>(sum * inverse, 1), -1);
    store<f32>(output + ((<usize>unit) << 2), sum);
  }
}

function dot(weights: usize, input: usize, length: i32): f32 {
  let s0 = f32x4.splat(0),
    s1 = s0,
    s2 = s0,
    s3 = s0;
  const whole = weights + ((<usize>(length & ~15)) << 2);
  const end = weights + ((<usize>length) << 2);
  for (; weights < whole; weights += 64, input += 64) {
    s0 = f32x4.add(s0, f32x4.mul(v128.load(weights), v128.load(input)));
    s1 = f32x4.add(s1, f32x4.mul(v128.load(weights, 16), v128.load(input, 16)));
    s2 = f32x4.add(s2, f32x4.mul(v128.load(weights, 32), v128.load(input, 32)));
    s3 = f32x4.add(s3, f32x4.mul(v128.load(weights, 48), v128.load(input, 48)));
  }
  const s = f32x4.add(f32x4.add(s0, s1), f32x4.add(s2, s3));
  let sum =
    f32x4.extract_lane(s, 0) +
    f32x4.extract_lane(s, 1) +
    (f32x4.extract_lane(s, 2) + f32x4.extract_lane(s, 3));
  for (; weights < end; weights += 4, input += 4) sum += load<f32>(weights) * load<f32>(input);
  return sum;
}

/** Adds one image's gradients to the shard's, and writes the gradient of the layer's input unless it is the image. */
export function denseGradients(layer: GradientLayer, first: bool, scratch: usize, gradients: usize): void {
  const input = scratch + layer.input;
  const inputGradient = scratch + layer.inputGradient;
  const bytes = (<usize>layer.channels) << 2;
  if (!first) memory.fill(inputGradient, 0, bytes);
  const clipped = layer.inverseDivisor != 0;
  const scale: f32 = clipped ? layer.inverseDivisor : 1;
  let weights = layer.weights;
  let weightGradient = gradients + layer.gradient;
  for (let unit = 0; unit < layer.out; unit++) {
    const at = (<usize>unit) << 2;
    const output = load<f32>(scratch + layer.output + at);
    const gradient = load<f32>(scratch + layer.outputGradient + at) * scale;
    if (gradient != 0 && !(clipped && (output >= 1 || output <= -1))) {
      addScaled(weightGradient, gradient, input, bytes);
      if (!first) addScaled(inputGradient, gradient, weights, bytes);
    }
    weights += bytes;
    weightGradient += bytes;
  }
}

/** sums += scale × values */
function addScaled(sums: usize, scale: f32, values: usize, bytes: usize): void {
  const factor = f32x4.splat(scale);
  const whole = bytes & ~15;
  let at: usize = 0;
  for (; at < whole; at += 16) {
    v128.store(sums + at, f32x4.add(v128.load(sums + at), f32x4.mul(factor, v128.load(values + at))));
  }
  for (; at < bytes; at += 4) {
    store<f32>(sums + at, load<f32>(sums + at) + scale * load<f32>(values + at));
  }
}

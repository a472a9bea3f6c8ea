// Loss and gradients of a network on a batch of images, one image at a time, 32-bit floats in 128-bit vectors.
//
// The batch is cut into shards. A thread computes a shard with scratch memory of its own and adds its gradients to the
// shard's; the shards are then added in order. So the result does not depend on how many threads took part.
// No allocation here: the host lays memory out (src/kernels/gradients-layout.ts).

import { convolve, convolvePair, poolAndClip } from "./_convolution";
// Exported so that the compiler does not inline them into one function too large for its registers.
export { block3x4, block4x2, pair2x2 } from "./_convolution";
export {
  addPatches1,
  addPatches2,
  addPatches4,
  addPatches4x2,
  addPatches8,
  listActive,
  scatterFilter,
  scatterNonZeros,
} from "./_convolution-gradients";
import { convolutionGradients } from "./_convolution-gradients";
import { dense, denseGradients } from "./_dense";
import { CONV, GRADIENT_LAYER_BYTES, GradientLayer } from "./_layer";
import { layOutput, layImage } from "./_layout";
import { cost, Loss } from "./_losses";

/** Fields the host writes. */
@unmanaged
class GradientNetwork {
  layers: usize;
  layerCount: i32;
  /** Bytes from one image to the next, of a row, and from an image's first byte to the crop's corner. */
  imageBytes: i32;
  imageRowBytes: i32;
  cropOffset: i32;
  centred: i32;
  images: usize;
  loss: usize;
  gradientBytes: i32;
  shards: i32;
}

/** The first byte that static data leave free. */
export function heapBase(): usize {
  return __heap_base;
}

function layerAt(network: GradientNetwork, index: i32): GradientLayer {
  return changetype<GradientLayer>(network.layers + <usize>index * GRADIENT_LAYER_BYTES);
}

/** Below this share of non-zero weights the backward pass goes through them one by one instead of in whole vectors. */
const SPARSE: f32 = 0.15;
/** From this share on the forward pass computes two channels at once, zero weights and all. */
const PAIRED: f32 = 0.5;

/** Sorts a layer's weights for the two passes; to be called after they change. */
export function prepare(address: usize, index: i32): void {
  const layer = layerAt(changetype<GradientNetwork>(address), index);
  if (layer.kind != CONV) return;
  const count = layer.out * layer.channels * layer.kernel * layer.kernel;
  let nonZeros = 0;
  for (let at: usize = 0; at < <usize>count << 2; at += 4) nonZeros += i32(load<f32>(layer.weights + at) != 0);
  const density = <f32>nonZeros / <f32>count;
  layer.sparse = i32(density < SPARSE);
  layer.paired = i32(density >= PAIRED && layer.out % 2 == 0);
  let weight = layer.weights;
  let entry = layer.nonZeros;
  for (let out = 0; out < layer.out; out++) {
    if (layer.paired && out % 2 == 1) entry = <usize>load<u32>(layer.nonZeroStarts + ((<usize>out - 1) << 2));
    store<u32>(layer.nonZeroStarts + (<usize>out << 2), <u32>entry);
    entry = prepareChannel(layer, out, weight, entry);
    weight += <usize>(layer.channels * layer.kernel * layer.kernel) << 2;
    // A pair's non-zeros begin at its first channel's entry, and end where the next pair's begin.
    store<u32>(layer.nonZeroStarts + ((<usize>out + 1) << 2), <u32>entry);
  }
}

/** Lists the non-zeros of one output channel and turns its filter round; returns where the non-zeros end. */
function prepareChannel(layer: GradientLayer, out: i32, weight: usize, entry: usize): usize {
  const kernel = layer.kernel;
  const shift = layer.gradientNonZeros - layer.nonZeros;
  const filter = layer.filters + (<usize>(out * kernel * layer.filterRow) << 2);
  for (let channel = 0; channel < layer.channels; channel++) {
    for (let row = 0; row < kernel; row++) {
      for (let column = 0; column < kernel; column++) {
        const value = load<f32>(weight);
        weight += 4;
        const along = column * layer.channels + channel;
        store<f32>(filter + (<usize>(row * layer.filterRow + along) << 2), value);
        const phase = (column % layer.stride) * layer.phaseBytes + (column / layer.stride) * 4;
        const offset = channel * layer.planeBytes + row * layer.rowBytes + phase;
        if (layer.paired) {
          store<u32>(entry, offset);
          store<f32>(entry + ((<usize>out & 1) << 2), value, 4);
          entry += 12;
        } else if (value != 0) {
          store<u32>(entry, offset);
          store<f32>(entry, value, 4);
          store<u32>(entry + shift, row * layer.interleavedRowBytes + along * 4);
          store<f32>(entry + shift, value, 4);
          entry += 8;
        }
      }
    }
  }
  return entry;
}

/** Outputs of images `start` to `end` into the loss record's results. */
export function forward(address: usize, scratch: usize, start: i32, end: i32): void {
  const network = changetype<GradientNetwork>(address);
  const loss = changetype<Loss>(network.loss);
  for (let index = start; index < end; index++) {
    const output = outputs(network, index, scratch);
    const bytes = (<usize>loss.outputs) << 2;
    memory.copy(loss.results + <usize>index * bytes, output, bytes);
  }
}

/** Costs, outputs and the summed gradients (at `gradients`) of images `start` to `end`. */
export function shard(address: usize, scratch: usize, gradients: usize, start: i32, end: i32): void {
  const network = changetype<GradientNetwork>(address);
  const loss = changetype<Loss>(network.loss);
  memory.fill(gradients, 0, network.gradientBytes);
  const bytes = (<usize>loss.outputs) << 2;
  for (let index = start; index < end; index++) {
    const output = outputs(network, index, scratch);
    memory.copy(loss.results + <usize>index * bytes, output, bytes);
    const last = layerAt(network, network.layerCount - 1);
    cost(loss, index, output, scratch + last.outputGradient);
    for (let at = network.layerCount - 1; at >= 0; at--) {
      const layer = layerAt(network, at);
      if (layer.kind == CONV) convolutionGradients(layer, at == 0, scratch, gradients);
      else denseGradients(layer, at == 0, scratch, gradients);
    }
  }
}

function outputs(network: GradientNetwork, index: i32, scratch: usize): usize {
  const image = network.images + <usize>index * <usize>network.imageBytes + <usize>network.cropOffset;
  layImage(layerAt(network, 0), image, network.imageRowBytes, network.centred != 0, scratch);
  let output: usize = 0;
  for (let at = 0; at < network.layerCount; at++) {
    const layer = layerAt(network, at);
    if (layer.kind == CONV) {
      if (at > 0) layOutput(layer, output, scratch);
      const sums = scratch + layer.sums;
      for (let channel = 0; channel < layer.out; channel += 1 + layer.paired) {
        if (layer.paired) convolvePair(layer, channel, scratch);
        else convolve(layer, channel, scratch);
        // In this order: a row's last vector runs into what the next row or channel writes later.
        poolAndClip(layer, channel, sums, scratch);
        if (layer.paired) poolAndClip(layer, channel + 1, sums + layer.sumsBytes, scratch);
      }
    } else {
      dense(layer, scratch);
    }
    output = scratch + layer.output;
  }
  return output;
}

/** Adds a layer's gradients of all shards, first to last, into the architecture's weight order. */
export function reduce(address: usize, index: i32, gradients: usize): void {
  const network = changetype<GradientNetwork>(address);
  const layer = layerAt(network, index);
  const shardBytes = <usize>network.gradientBytes;
  const end = gradients + layer.gradient + <usize>network.shards * shardBytes;
  let to = layer.reduced;
  if (layer.kind != CONV) {
    const bytes = (<usize>(layer.out * layer.channels)) << 2;
    for (let at: usize = 0; at < bytes; at += 16) {
      // Rounded up: what lies behind a layer's gradients is never used.
      let sum = f32x4.splat(0);
      for (let from = gradients + layer.gradient + at; from < end; from += shardBytes) {
        sum = f32x4.add(sum, v128.load(from));
      }
      v128.store(to + at, sum);
    }
    return;
  }
  const kernel = layer.kernel;
  for (let out = 0; out < layer.out; out++) {
    for (let channel = 0; channel < layer.channels; channel++) {
      for (let row = 0; row < kernel; row++) {
        let offset = (<usize>((out * kernel + row) * layer.filterRow + channel)) << 2;
        for (let column = 0; column < kernel; column++) {
          let sum: f32 = 0;
          for (let from = gradients + layer.gradient + offset; from < end; from += shardBytes) {
            sum += load<f32>(from);
          }
          store<f32>(to, sum);
          to += 4;
          offset += (<usize>layer.channels) << 2;
        }
      }
    }
  }
}

/**
 * The forward pass as plain as it can be written: the definition of what a network computes, in exact integers, and the
 * oracle of every faster kernel. Slow by intent.
 *
 * Pixel p stands for p (or 2p − 255 when centred) in units of 1/255. A layer sums its inputs with weights −1, 0, +1;
 * zeros surround a padded image. Max-pool follows where the layer names one, then `HardTanh(x / divisor)`, which is a
 * clip to ±`scales`. The last layer's sums (after its pool, if any) are the logits; a divisor there is left to whoever
 * reads them. Sums are JavaScript numbers, exact up to 2⁵³.
 */
import {
  type Architecture,
  type ConvLayer,
  convOutput,
  type DenseLayer,
  inputShape,
  outputShapes,
  type Pool,
  type Shape,
  weightCount,
} from "./architecture.js";
import { scales } from "./scales.js";
import type { TernaryNetwork } from "./ternary-network.js";

/**
 * The logits of one whole image (row-major height × width × channels; the network's crop is applied here).
 * @throws RangeError when the image's size, a weight array or a sum does not fit.
 */
export function forward(network: TernaryNetwork, image: Uint8Array): Int32Array {
  return activations(network, image).at(-1)!;
}

/** What each layer gives to the next, in [channel][row][column] order; the last entry holds the logits. */
export function activations({ architecture, weights }: TernaryNetwork, image: Uint8Array): Int32Array[] {
  const { layers } = architecture;
  const outputs = outputShapes(architecture);
  const limits = [...scales(architecture).slice(1), Number.POSITIVE_INFINITY];
  let shape = inputShape(architecture);
  let values: ArrayLike<number> = firstInput(architecture, image);
  return layers.map((layer, index) => {
    const weight = weights[index];
    if (weight?.length !== weightCount(layer)) {
      throw new RangeError(
        `layer ${layer.name} has ${weightCount(layer)} weights, but ${weight?.length} came`,
      );
    }
    const sums =
      layer.kind === "conv" ? convolve(layer, weight, values, shape) : multiply(layer, weight, values);
    const pooled =
      layer.kind === "conv" && layer.pool
        ? maxPool(layer.pool, sums, convOutput(layer, shape), outputs[index])
        : sums;
    const clipped = pooled.map((sum) => Math.max(-limits[index], Math.min(limits[index], sum)));
    if (clipped.some((value) => value !== (value | 0))) {
      throw new RangeError(`layer ${layer.name} gives a value beyond 32 bits`);
    }
    shape = outputs[index];
    const activation = Int32Array.from(clipped);
    values = activation;
    return activation;
  });
}

/** The image as the first layer sees it: cropped, centred, in [channel][row][column] order. */
export function firstInput(architecture: Architecture, image: Uint8Array): Int32Array {
  const { input } = architecture;
  if (image.length !== input.height * input.width * input.channels) {
    throw new RangeError(
      `an image has ${input.height}×${input.width}×${input.channels} bytes, but ${image.length} came`,
    );
  }
  const { channels, height, width } = inputShape(architecture);
  const top = input.crop?.row ?? 0;
  const left = input.crop?.column ?? 0;
  const values = new Int32Array(channels * height * width);
  for (let channel = 0; channel < channels; channel++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        const pixel = image[((top + row) * input.width + left + column) * channels + channel];
        values[(channel * height + row) * width + column] = input.centred ? 2 * pixel - 255 : pixel;
      }
    }
  }
  return values;
}

function convolve(layer: ConvLayer, weights: Int8Array, input: ArrayLike<number>, shape: Shape): number[] {
  const { kernel, stride, padding } = layer;
  const { channels, height, width } = convOutput(layer, shape);
  const sums: number[] = [];
  for (let out = 0; out < channels; out++) {
    for (let row = 0; row < height; row++) {
      for (let column = 0; column < width; column++) {
        let sum = 0;
        for (let from = 0; from < shape.channels; from++) {
          for (let y = 0; y < kernel; y++) {
            for (let x = 0; x < kernel; x++) {
              const r = row * stride - padding + y;
              const c = column * stride - padding + x;
              if (r < 0 || r >= shape.height || c < 0 || c >= shape.width) continue;
              const weight = weights[((out * shape.channels + from) * kernel + y) * kernel + x];
              sum += weight * input[(from * shape.height + r) * shape.width + c];
            }
          }
        }
        sums.push(sum);
      }
    }
  }
  return sums;
}

function multiply(layer: DenseLayer, weights: Int8Array, input: ArrayLike<number>): number[] {
  return Array.from({ length: layer.out }, (_, out) => {
    let sum = 0;
    for (let from = 0; from < layer.in; from++) sum += weights[out * layer.in + from] * input[from];
    return sum;
  });
}

function maxPool(pool: Pool, input: readonly number[], before: Shape, after: Shape): number[] {
  const best: number[] = [];
  for (let channel = 0; channel < after.channels; channel++) {
    for (let row = 0; row < after.height; row++) {
      for (let column = 0; column < after.width; column++) {
        let max = Number.NEGATIVE_INFINITY;
        for (let y = 0; y < pool.size; y++) {
          for (let x = 0; x < pool.size; x++) {
            const r = row * pool.stride + y;
            const c = column * pool.stride + x;
            max = Math.max(max, input[(channel * before.height + r) * before.width + c]);
          }
        }
        best.push(max);
      }
    }
  }
  return best;
}

import {
  type ConvLayer,
  convOutput,
  inputShape,
  type Layer,
  outputShapes,
  type Shape,
} from "../../../networks/architecture.js";
import { firstInput } from "../../../networks/reference.js";
import { scales } from "../../../networks/scales.js";
import type { TernaryNetwork } from "../../../networks/ternary-network.js";

type Floats = Float64Array<ArrayBuffer>;

/**
 * What every layer gives to the next, for a page that shows a network at work: the same integers as `activations` of
 * `networks/reference.ts`, in about a millisecond, because only the weights that are there are added up.
 */
export class SparseForward {
  readonly #network: TernaryNetwork;
  readonly #limits: readonly number[];
  readonly #steps: readonly ((input: Floats) => Floats)[];

  constructor(network: TernaryNetwork) {
    const { architecture, weights } = network;
    const shapes = [inputShape(architecture), ...outputShapes(architecture)];
    this.#network = network;
    this.#limits = [...scales(architecture).slice(1), Number.POSITIVE_INFINITY];
    this.#steps = architecture.layers.map((layer, index) =>
      layer.kind === "conv"
        ? convolution(layer, weights[index], shapes[index], shapes[index + 1])
        : dense(layer, weights[index]),
    );
  }

  /**
   * One array a layer, in [channel][row][column] order; the last holds the logits. They are overwritten by the next
   * call.
   */
  activations(image: Uint8Array): Float64Array[] {
    let values = Float64Array.from(firstInput(this.#network.architecture, image));
    return this.#steps.map((step, index) => {
      values = step(values);
      const limit = this.#limits[index];
      for (let i = 0; i < values.length; i++) values[i] = Math.max(-limit, Math.min(limit, values[i]));
      return values;
    });
  }
}

function dense(layer: Layer, weights: Int8Array): (input: Floats) => Floats {
  const sums = new Float64Array(layer.out);
  const places = nonZeros(weights);
  return (input) => {
    sums.fill(0);
    for (const place of places)
      sums[Math.floor(place / layer.in)] += weights[place] * input[place % layer.in];
    return sums;
  };
}

/** Adds a shifted plane of the input for each weight, over a padded copy, then pools. */
function convolution(
  layer: ConvLayer,
  weights: Int8Array,
  from: Shape,
  to: Shape,
): (input: Floats) => Floats {
  const { kernel, stride, padding } = layer;
  const height = from.height + 2 * padding;
  const width = from.width + 2 * padding;
  const padded = new Float64Array(from.channels * height * width);
  const { height: rows, width: columns } = convOutput(layer, from);
  const sums = new Float64Array(layer.out * rows * columns);
  const pooled = layer.pool ? new Float64Array(to.channels * to.height * to.width) : sums;
  const places = nonZeros(weights);
  const area = kernel * kernel;
  return (input) => {
    for (let row = 0; row < from.channels * from.height; row++) {
      const channel = Math.floor(row / from.height);
      const start = (channel * height + padding + (row % from.height)) * width + padding;
      padded.set(input.subarray(row * from.width, (row + 1) * from.width), start);
    }
    sums.fill(0);
    for (const place of places) {
      const filter = Math.floor(place / area);
      const offset = place % area;
      const plane = (filter % layer.in) * height * width;
      const shift = plane + Math.floor(offset / kernel) * width + (offset % kernel);
      const out = Math.floor(filter / layer.in) * rows * columns;
      const sign = weights[place];
      for (let row = 0; row < rows; row++) {
        let at = shift + row * stride * width;
        const start = out + row * columns;
        for (let column = 0; column < columns; column++, at += stride)
          sums[start + column] += sign * padded[at];
      }
    }
    if (layer.pool) pool(sums, rows, columns, pooled, to, layer.pool);
    return pooled;
  };
}

function pool(
  sums: Float64Array,
  rows: number,
  columns: number,
  out: Float64Array,
  { channels, height, width }: Shape,
  { size, stride }: { size: number; stride: number },
): void {
  for (let i = 0; i < channels * height * width; i++) {
    const row = Math.floor(i / width);
    const top = Math.floor(row / height) * rows + (row % height) * stride;
    const left = (i % width) * stride;
    let largest = -Infinity;
    for (let y = 0; y < size; y++) {
      for (let x = 0; x < size; x++) largest = Math.max(largest, sums[(top + y) * columns + left + x]);
    }
    out[i] = largest;
  }
}

function nonZeros(weights: Int8Array): number[] {
  return [...weights.keys()].filter((place) => weights[place] !== 0);
}

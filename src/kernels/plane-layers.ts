import type { Architecture } from "../networks/architecture.js";
import { convOutput, inputShape, outputShapes, weightCount } from "../networks/architecture.js";
import { INT16, valueSizes } from "../networks/value-sizes.js";

/** Images that the kernels work on side by side. */
export const BLOCK = 16;

/**
 * One layer as the kernels see it: planes [row][column][16 images] of 16- or 32-bit integers with a border of zeros.
 * A dense layer is a convolution whose kernel covers the whole image. Sizes are in bytes unless they say otherwise.
 */
export interface PlaneLayer {
  readonly inChannels: number;
  readonly inPlane: number;
  readonly inPitch: number;
  readonly inStep: number;
  readonly inBytes: number;
  readonly stride: number;
  readonly kernelHeight: number;
  readonly kernelWidth: number;
  readonly outChannels: number;
  readonly sumHeight: number;
  readonly sumWidth: number;
  readonly sumBytes: number;
  readonly chunk: number;
  readonly deltaChunk: number;
  readonly poolSize: number;
  readonly poolStride: number;
  readonly outHeight: number;
  readonly outWidth: number;
  readonly outBytes: number;
  readonly outPlane: number;
  readonly outPitch: number;
  readonly outStart: number;
  readonly clip: number;
  /** Bytes from the start of an input plane to its first value inside the border. */
  readonly inStart: number;
  /** No input is larger, in either direction. */
  readonly inLargest: number;
  readonly weights: number;
  readonly sumPlane: number;
  /** The most non-zero weights a unit may have for these sizes to be safe. */
  readonly capacity: number;
}

/** Logits of one image: the last layer's outputs, flattened channel, row, column. */
export function outputCount(architecture: Architecture): number {
  const { channels, height, width } = outputShapes(architecture).at(-1)!;
  return channels * height * width;
}

/**
 * Chooses sizes and strides. A value has 16 bits only where a bound on it (non-zero weights of a unit × largest
 * input) proves that enough. `densest` is the largest number of non-zero weights of a unit, for each layer.
 * @throws RangeError when layers do not fit together, or sums may need more than 32 bits.
 */
export function planLayers(architecture: Architecture, densest: readonly number[]): PlaneLayer[] {
  const { layers } = architecture;
  const outputs = outputShapes(architecture);
  const sizes = valueSizes(architecture, densest);
  let shape = inputShape(architecture);
  return layers.map((layer, index) => {
    const last = index === layers.length - 1;
    const { clip, largest, inBytes, ...bytes } = sizes[index];
    const sums = convOutput(layer, shape);
    const border = layer.kind === "conv" ? layer.padding : 0;
    const inStep = BLOCK * inBytes;
    const inPitch = (shape.width + 2 * border) * inStep;
    const next = last ? undefined : layers[index + 1];
    const outBorder = next?.kind === "conv" ? next.padding : 0;
    const out = outputs[index];
    const outStep = BLOCK * bytes.out;
    const outPitch = (out.width + 2 * outBorder) * outStep;
    const pool = layer.kind === "conv" && layer.pool ? layer.pool : { size: last ? 0 : 1, stride: 1 };
    const planned: PlaneLayer = {
      inChannels: shape.channels,
      inPlane: inPitch * (shape.height + 2 * border),
      inPitch,
      inStep,
      inBytes,
      stride: layer.kind === "conv" ? layer.stride : 1,
      kernelHeight: layer.kind === "conv" ? layer.kernel : shape.height,
      kernelWidth: layer.kind === "conv" ? layer.kernel : shape.width,
      outChannels: layer.out,
      sumHeight: sums.height,
      sumWidth: sums.width,
      sumBytes: bytes.sum,
      chunk: Math.floor(INT16 / largest),
      deltaChunk: Math.floor(INT16 / (2 * largest)),
      poolSize: pool.size,
      poolStride: pool.stride,
      outHeight: out.height,
      outWidth: out.width,
      outBytes: bytes.out,
      outPlane: outPitch * (out.height + 2 * outBorder),
      outPitch,
      outStart: outBorder * (outPitch + outStep),
      // Sums of 16 bits are below their own bound.
      clip: bytes.sum === 2 ? Math.min(clip, INT16) : clip,
      inStart: border * (inPitch + inStep),
      inLargest: largest,
      weights: weightCount(layer),
      sumPlane: sums.height * sums.width * BLOCK * bytes.sum,
      capacity: bytes.capacity,
    };
    shape = out;
    return planned;
  });
}

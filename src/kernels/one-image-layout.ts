import {
  type Architecture,
  convOutput,
  inputShape,
  outputShapes,
  type Shape,
} from "../networks/architecture.js";
import type { Arena } from "./arena.js";
import * as records from "./generated/records.js";
import type { PlaneLayer } from "./plane-layers.js";
import { encodeRecord, encodeTable } from "./records.js";

/** Where the forward pass of one image lies in the kernels' memory. */
export interface OneImageLayout {
  /** The record that assembly/inference.ts reads. */
  readonly record: number;
  readonly logits: number;
}

/** Planes of a layer's input, [row][remainder of the column][column]. */
interface Planes {
  readonly address: number;
  readonly plane: number;
  readonly row: number;
  readonly phase: number;
  /** Address of the first value inside the border's rows, and offsets of the columns inside its columns. */
  readonly start: number;
  readonly columns: number;
}

/** Whether one image can be done by itself: convolutions' inputs have 16 bits. */
export function suitsOneImage({ layers }: Architecture, planned: readonly PlaneLayer[]): boolean {
  return layers.every((layer, index) => layer.kind === "dense" || planned[index].inBytes === 2);
}

/**
 * Takes memory for one image's planes and tables, and writes the records of assembly/_one-image.ts.
 * @param weights addresses of the layers' weights
 * @param images address of the images' record
 */
export function layOutOneImage(
  arena: Arena,
  architecture: Architecture,
  planned: readonly PlaneLayer[],
  weights: readonly number[],
  images: number,
): OneImageLayout {
  const { layers } = architecture;
  const outputs = outputShapes(architecture);
  const shapes = [inputShape(architecture), ...outputs];
  const planes = shapes.map((shape, index) => takePlanes(arena, architecture, index, shape, planned));
  const rows = layers.map((layer, index) => {
    const plan = planned[index];
    const input = planes[index];
    const output = planes[index + 1];
    const sums = convOutput(layer, shapes[index]);
    const columns = Math.ceil(sums.width / 8) * 8;
    const rows = Math.ceil(sums.height / 8) * 8;
    const isDense = layer.kind === "dense";
    const nonZerosSize = 8 + (4 * plan.weights) / plan.outChannels;
    return {
      isDense: isDense ? 1 : 0,
      inBytes: plan.inBytes,
      inChannels: plan.inChannels,
      inPlane: input.plane,
      inRow: input.row,
      inPhase: input.phase,
      input: input.address,
      stride: plan.stride,
      kernelHeight: plan.kernelHeight,
      kernelWidth: plan.kernelWidth,
      units: plan.outChannels,
      sumHeight: sums.height,
      sumWidth: sums.width,
      sumBytes: plan.sumBytes,
      chunk: plan.chunk,
      poolSize: Math.max(1, plan.poolSize),
      poolStride: plan.poolStride,
      outHeight: plan.outHeight,
      outWidth: plan.outWidth,
      outBytes: plan.outBytes,
      clip: plan.clip,
      output: output.start + (isDense ? columnOffset(arena, output) : 0),
      outPlane: output.plane,
      outRow: output.row,
      columns: output.columns,
      weights: weights[index],
      nonZeros: arena.take(nonZerosSize * plan.outChannels),
      nonZerosSize,
      sums: isDense ? 0 : arena.take(rows * columns * 4),
      maxima: isDense ? 0 : arena.take(columns * 4 + plan.poolSize * 4),
    };
  });
  const first = planes[0];
  const record = arena.put(
    encodeRecord(records.OneImage, {
      layers: arena.put(encodeTable(records.ImageLayer, rows)),
      layerCount: layers.length,
      images,
      planes: first.start,
      plane: first.plane,
      planeRow: first.row,
      columns: first.columns,
    }),
  );
  return { record, logits: planes[planes.length - 1].address };
}

/** Planes between layer `index − 1` and layer `index`; behind the last one, the logits. */
function takePlanes(
  arena: Arena,
  { layers }: Architecture,
  index: number,
  { channels, height, width }: Shape,
  planned: readonly PlaneLayer[],
): Planes {
  const next = layers[index];
  const bytes = planned[index]?.inBytes ?? 4;
  if (next?.kind !== "conv") {
    // Features in their order: channel, row, column.
    const row = width * bytes;
    const address = arena.take(channels * height * row);
    const columns = arena.put(Array.from({ length: width }, (_, column) => column * bytes));
    return { address, plane: height * row, row, phase: 0, start: address, columns };
  }
  const { padding, stride, kernel } = next;
  const padded = width + 2 * padding;
  const phase = Math.ceil(padded / stride) * bytes;
  const row = phase * stride;
  const plane = row * (height + 2 * padding);
  // A tile of 8 × 8 sums may read behind the image.
  const slack = row * (8 * stride + kernel) + 32 + kernel * bytes;
  const address = arena.takeZeros(channels * plane + slack);
  const columns = arena.put(
    Array.from({ length: width }, (_, column) => {
      const at = column + padding;
      return (at % stride) * phase + Math.floor(at / stride) * bytes;
    }),
  );
  return { address, plane, row, phase, start: address + padding * row, columns };
}

/** A dense layer's units are planes of one value; where that lies in the plane. */
function columnOffset(arena: Arena, { columns }: Planes): number {
  return new Int32Array(arena.memory.buffer, columns, 1)[0];
}

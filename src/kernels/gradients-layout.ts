import {
  type Architecture,
  convOutput,
  inputShape,
  type Layer,
  outputShapes,
  type Shape,
  weightCount,
} from "../networks/architecture.js";
import type { Loss } from "../networks/gradient-engine.js";
import * as fields from "./generated/records.js";
import { encodeRecord, encodeTable, type RecordValues } from "./records.js";

/**
 * Parts that a batch is cut into. Fixed, so that sums are added in the same order whatever the number of threads;
 * also the most threads that can help.
 */
export const SHARDS = 8;

/** Where everything lies in the kernels' memory: byte addresses. */
export interface GradientsLayout {
  readonly pages: number;
  readonly network: number;
  readonly layers: readonly {
    readonly weights: number;
    readonly gradients: number;
    readonly count: number;
  }[];
  readonly loss: number;
  readonly pictures: number;
  readonly targets: number;
  readonly costs: number;
  readonly results: number;
  readonly outputs: number;
  /** Words that the threads agree by. */
  readonly control: number;
  /** The shards' gradients, `gradientBytes` each. */
  readonly shards: number;
  readonly gradientBytes: number;
  /** Scratch memory, `scratchBytes` for each thread. */
  readonly scratch: number;
  readonly scratchBytes: number;
  /** Initial contents: 32-bit words to write at an address. */
  readonly records: readonly { readonly address: number; readonly words: Int32Array }[];
}

/** Hands out addresses one after the other, each on a cache line. */
class Space {
  end: number;

  constructor(start: number) {
    this.end = start;
    this.take(0);
  }

  take(bytes: number): number {
    const address = this.end;
    this.end = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }
}

/** Bytes behind a buffer that a vector may touch without meaning to. */
const SLACK = 256;

/**
 * Lays out memory for a network, a loss, batches of up to `batch` pictures and a number of threads.
 */
export function layOutGradients(
  architecture: Architecture,
  loss: Loss,
  batch: number,
  threads: number,
  start: number,
): GradientsLayout {
  const { input, layers } = architecture;
  const shapes = outputShapes(architecture);
  const memory = new Space(start);
  const scratch = new Space(0);
  const gradients = new Space(0);
  const plans = layers.map((layer, index) => {
    const from = index === 0 ? inputShape(architecture) : shapes[index - 1];
    return planLayer(layer, from, shapes[index], index, { memory, scratch, gradients });
  });
  // A dense layer reads what the layer before it wrote, and leaves its gradient in the same order.
  const last = shapes[shapes.length - 1];
  const outputs = last.channels * last.height * last.width;
  const lossGradient = scratch.take(outputs * 4 + SLACK);
  const rows = plans.map((plan, index) => {
    const next = plans[index + 1];
    const previous = plans[index - 1];
    const shape = shapes[index];
    const inputAt = plan.layer.kind === "dense" && previous ? previous.output : plan.input;
    const gradient =
      next && "taps" in next
        ? {
            at: next.inputGradient + next.layer.padding * (next.interleavedRow + 4 * next.layer.in),
            channel: 4,
            row: next.interleavedRow,
            column: 4 * next.layer.in,
          }
        : {
            at: next ? next.inputGradient : lossGradient,
            channel: 4 * shape.height * shape.width,
            row: 4 * shape.width,
            column: 4,
          };
    return layerRecord(plan, inputAt, gradient);
  });

  const layerRecords = memory.take(plans.length * fields.GradientLayer.bytes);
  const network = memory.take(64);
  const lossRecord = memory.take(64);
  const control = memory.take(64);
  const terms = memory.take(outputs * 8);
  const pictureBytes = input.height * input.width * input.channels;
  const pictures = memory.take(batch * pictureBytes + SLACK);
  const targets = memory.take(batch * 4 * (loss.kind === "cross-entropy" ? 1 : outputs));
  const costs = memory.take(batch * 16);
  const results = memory.take(batch * outputs * 4 + SLACK);
  const gradientBytes = gradients.take(0) + SLACK;
  const shards = memory.take(SHARDS * gradientBytes);
  const scratchBytes = scratch.take(0) + SLACK;
  const scratchStart = memory.take(threads * scratchBytes);
  const crop = input.crop ?? { row: 0, column: 0 };
  const rowBytes = input.width * input.channels;
  const networkRecord = encodeRecord(fields.GradientNetwork, {
    layers: layerRecords,
    layerCount: plans.length,
    pictureBytes,
    pictureRowBytes: rowBytes,
    cropOffset: crop.row * rowBytes + crop.column * input.channels,
    centred: input.centred ? 1 : 0,
    pictures,
    loss: lossRecord,
    gradientBytes,
    shards: SHARDS,
  });
  const lossWords = encodeRecord(fields.Loss, {
    kind: loss.kind === "cross-entropy" ? 0 : 1,
    outputs,
    scale: 1,
    share: 1,
    targets,
    terms,
    costs,
    results,
  });
  const termValues =
    loss.kind === "smooth-l1" ? loss.terms.flatMap(({ weight, beta }) => [weight, beta]) : [];
  return {
    pages: Math.ceil((memory.end + SLACK) / 65536),
    network,
    layers: plans.map((plan) => ({
      weights: plan.weights,
      gradients: plan.reduced,
      count: weightCount(plan.layer),
    })),
    loss: lossRecord,
    pictures,
    targets,
    costs,
    results,
    outputs,
    control,
    shards,
    gradientBytes,
    scratch: scratchStart,
    scratchBytes,
    records: [
      { address: layerRecords, words: encodeTable(fields.GradientLayer, rows) },
      { address: network, words: networkRecord },
      { address: lossRecord, words: lossWords },
      { address: terms, words: new Int32Array(Float32Array.from(termValues).buffer) },
    ],
  };
}

type Plan = ReturnType<typeof planLayer>;

function planLayer(
  layer: Layer,
  from: Shape,
  to: Shape,
  index: number,
  { memory, scratch, gradients }: { memory: Space; scratch: Space; gradients: Space },
) {
  const count = weightCount(layer);
  const outputs = to.channels * to.height * to.width;
  const shared = {
    from,
    to,
    sums: convOutput(layer, from),
    weights: memory.take(count * 4 + SLACK),
    reduced: memory.take(count * 4 + SLACK),
    output: scratch.take(outputs * 4 + SLACK),
  };
  if (layer.kind === "dense") {
    return {
      ...shared,
      layer,
      input: index === 0 ? scratch.take(layer.in * 4 + SLACK) : 0,
      inputGradient: index === 0 ? 0 : scratch.take(layer.in * 4 + SLACK),
      gradient: gradients.take(count * 4),
    };
  }
  const { sums } = shared;
  const height = from.height + 2 * layer.padding;
  const width = from.width + 2 * layer.padding;
  // Whole blocks of vectors, as in assembly/_convolution.ts: sixteen columns, or eight where that is enough.
  const vectors = Math.ceil(sums.width / 4);
  const blocks = Math.ceil(vectors / 4) * 4 - (vectors % 4 === 1 || vectors % 4 === 2 ? 2 : 0);
  const sumsRow = blocks * 16;
  const phaseBytes = Math.ceil(width / layer.stride) * 4;
  const rowBytes = phaseBytes * layer.stride;
  const planeBytes = rowBytes * height;
  const sumsBytes = (sums.height + 4) * sumsRow + 16 * (layer.pool?.stride ?? 1) + SLACK;
  const interleavedRow = width * layer.in * 4;
  const interleavedBytes = interleavedRow * height + SLACK;
  const filterRow = Math.ceil((layer.kernel * layer.in) / 4) * 4;
  const filterBytes = layer.out * layer.kernel * filterRow * 4;
  return {
    ...shared,
    layer,
    phaseBytes,
    rowBytes,
    planeBytes,
    interleavedRow,
    interleavedBytes,
    sumsRow,
    filterRow,
    // Blocks of rows may begin up to three rows before the last and read on behind the last plane.
    input: scratch.take(layer.in * planeBytes + 4 * layer.stride * rowBytes + sumsRow + SLACK),
    interleaved: scratch.take(interleavedBytes),
    inputGradient: index === 0 ? 0 : scratch.take(interleavedBytes),
    sumsAt: scratch.take(2 * sumsBytes),
    sumsBytes,
    patch: scratch.take(outputs * 4 + SLACK),
    active: scratch.take((to.height * to.width + 1) * 8),
    taps: memory.take(count * 8 + SLACK),
    tapStarts: memory.take((layer.out + 1) * 4),
    filters: memory.take(filterBytes),
    gradientTaps: memory.take(count * 8),
    gradient: gradients.take(filterBytes),
  };
}

function layerRecord(
  plan: Plan,
  input: number,
  gradient: { at: number; channel: number; row: number; column: number },
): RecordValues<typeof fields.GradientLayer> {
  const { layer, from, to, sums } = plan;
  const conv = layer.kind === "conv" ? layer : { kernel: 1, stride: 1, padding: 0, pool: undefined };
  const planes = "taps" in plan ? plan : undefined;
  return {
    kind: layer.kind === "conv" ? 0 : 1,
    channels: layer.kind === "dense" ? layer.in : from.channels,
    height: from.height,
    width: from.width,
    kernel: conv.kernel,
    stride: conv.stride,
    padding: conv.padding,
    out: layer.out,
    sumsHeight: sums.height,
    sumsWidth: sums.width,
    pool: conv.pool?.size ?? 1,
    poolStride: conv.pool?.stride ?? 1,
    outHeight: to.height,
    outWidth: to.width,
    inverseDivisor: layer.divisor === undefined ? 0 : 1 / layer.divisor,
    planeBytes: planes?.planeBytes ?? 0,
    rowBytes: planes?.rowBytes ?? 0,
    phaseBytes: planes?.phaseBytes ?? 0,
    interleavedRowBytes: planes?.interleavedRow ?? 0,
    sumsRowBytes: planes?.sumsRow ?? 0,
    filterRow: planes?.filterRow ?? 0,
    gradientChannelBytes: gradient.channel,
    gradientRowBytes: gradient.row,
    gradientColumnBytes: gradient.column,
    input,
    interleaved: planes?.interleaved ?? 0,
    interleavedBytes: planes?.interleavedBytes ?? 0,
    sums: planes?.sumsAt ?? 0,
    sumsBytes: planes?.sumsBytes ?? 0,
    output: plan.output,
    patch: planes?.patch ?? 0,
    outputGradient: gradient.at,
    inputGradient: plan.inputGradient,
    active: planes?.active ?? 0,
    weights: plan.weights,
    taps: planes?.taps ?? 0,
    tapStarts: planes?.tapStarts ?? 0,
    filters: planes?.filters ?? 0,
    gradientTaps: planes?.gradientTaps ?? 0,
    paired: 0,
    sparse: 0,
    gradient: plan.gradient,
    reduced: plan.reduced,
  };
}

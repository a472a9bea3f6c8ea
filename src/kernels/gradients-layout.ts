import { type Architecture, inputShape, outputShapes, weightCount } from "../networks/architecture.js";
import type { Loss } from "../networks/gradient-engine.js";
import { AddressSpace, SLACK } from "./address-space.js";
import * as fields from "./generated/records.js";
import { layerRecord, planLayer } from "./gradient-layers.js";
import { encodeRecord, encodeTable } from "./records.js";

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
  readonly images: number;
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

/**
 * Lays out memory for a network, a loss, batches of up to `batch` images and a number of threads.
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
  const memory = new AddressSpace(start);
  const scratch = new AddressSpace(0);
  const gradients = new AddressSpace(0);
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
      next && "nonZeros" in next
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
  const imageBytes = input.height * input.width * input.channels;
  const images = memory.take(batch * imageBytes + SLACK);
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
    imageBytes,
    imageRowBytes: rowBytes,
    cropOffset: crop.row * rowBytes + crop.column * input.channels,
    centred: input.centred ? 1 : 0,
    images,
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
    images,
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

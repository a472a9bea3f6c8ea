import { convOutput, type Layer, type Shape, weightCount } from "../networks/architecture.js";
import { type AddressSpace, SLACK } from "./address-space.js";
import type { GradientLayer } from "./generated/records.js";
import type { RecordValues } from "./records.js";

/** Where a layer's buffers lie. */
export type Plan = ReturnType<typeof planLayer>;

/** Takes memory for a layer: shared by all threads, a thread's own, and for a shard's gradients. */
export function planLayer(
  layer: Layer,
  from: Shape,
  to: Shape,
  index: number,
  { memory, scratch, gradients }: { memory: AddressSpace; scratch: AddressSpace; gradients: AddressSpace },
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
    nonZeros: memory.take(count * 8 + SLACK),
    nonZeroStarts: memory.take((layer.out + 1) * 4),
    filters: memory.take(filterBytes),
    gradientNonZeros: memory.take(count * 8),
    gradient: gradients.take(filterBytes),
  };
}

/** The record of a layer that reads `input` and finds the gradient of its outputs at `gradient`. */
export function layerRecord(
  plan: Plan,
  input: number,
  gradient: { at: number; channel: number; row: number; column: number },
): RecordValues<typeof GradientLayer> {
  const { layer, from, to, sums } = plan;
  const conv = layer.kind === "conv" ? layer : { kernel: 1, stride: 1, padding: 0, pool: undefined };
  const planes = "nonZeros" in plan ? plan : undefined;
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
    nonZeros: planes?.nonZeros ?? 0,
    nonZeroStarts: planes?.nonZeroStarts ?? 0,
    filters: planes?.filters ?? 0,
    gradientNonZeros: planes?.gradientNonZeros ?? 0,
    paired: 0,
    sparse: 0,
    gradient: plan.gradient,
    reduced: plan.reduced,
  };
}

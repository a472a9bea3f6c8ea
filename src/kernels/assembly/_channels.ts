/** One output channel of a layer for 16 images: sums, then pool and clip, with the quickest code that is exact. */
import { hasCells16, sumCells16 } from "./_cells";
import { layerAt, PlaneLayer } from "./_plane-layer";
import { pool } from "./_pool";
import { countTerms, sum16, sum32, sumWide, Terms } from "./_sums";
import { hasUnits32, unit32 } from "./_units";

/**
 * Sums `terms`, on top of the sums at `start` unless that is 0. The sums go to `sums`, for good where `keep` says so,
 * else it is a place for passing notes. Then pools and clips into
 * the plane at `out`; where `before` holds the present outputs the plane gets how much they change instead.
 * Returns whether any output (or change) differs from zero; true for a layer whose sums are its output.
 */
export function channel(
  layer: PlaneLayer,
  terms: Terms,
  chunk: i32,
  input: usize,
  start: usize,
  sums: usize,
  keep: bool,
  before: usize,
  out: usize,
): bool {
  if (hasCells16(layer)) return sumCells16(layer, terms, input, start, keep ? sums : 0, before, out);
  if (hasUnits32(layer)) return unit32(layer, terms, chunk, input, start, keep ? sums : 0, before, out);
  const rowStep = layer.inPitch * layer.stride, columnStep = layer.inStep * layer.stride;
  const height = layer.sumHeight, width = layer.sumWidth;
  if (layer.sumBytes == 2) {
    sum16(terms, input, rowStep, columnStep, height, width, start, sums, false);
  } else if (layer.inBytes == 2 && countTerms(terms) <= chunk) {
    sum16(terms, input, rowStep, columnStep, height, width, start, sums, true);
  } else {
    if (start != sums) begin(sums, start, layer.sumPlane);
    if (layer.inBytes == 2) sum32(terms, input, rowStep, columnStep, height, width, chunk, sums);
    else sumWide(terms, input, rowStep, columnStep, height, width, sums);
  }
  return layer.poolSize == 0 || pool(layer, sums, before, out);
}

/** Copies the sums to begin with, or zeros. A loop, because a dense unit's 64 bytes do not pay for a call. */
function begin(sums: usize, start: usize, bytes: usize): void {
  const zero = i32x4.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) v128.store(sums + at, start ? v128.load(start + at) : zero);
}

/** The whole forward pass of one block. `keep`: the state has room for all sums and keeps those after layer 0. */
export function forwardBlock(
  layers: usize,
  count: i32,
  terms: Terms,
  planes: usize,
  scratch: usize,
  state: usize,
  keep: bool,
): void {
  let input = planes;
  for (let index = 0; index < count; index++) {
    const layer = layerAt(layers, index);
    const stored = layer.poolSize == 0 || (keep && index > 0);
    for (let unit = 0; unit < layer.outChannels; unit++) {
      setTerms(terms, layer.nonZeros + <usize>unit * layer.nonZerosSize);
      const sums = stored ? state + layer.sums + <usize>unit * layer.sumPlane : scratch;
      channel(layer, terms, layer.chunk, input, 0, sums, stored, 0, state + layer.output + <usize>unit * layer.outPlane);
    }
    input = state + layer.output;
  }
}

/** The terms of one unit's table. */
export function setTerms(terms: Terms, table: usize): void {
  terms.plus = table + 8;
  terms.plusEnd = terms.minus = terms.plus + ((<usize>load<u32>(table)) << 2);
  terms.minusEnd = terms.minus + ((<usize>load<u32>(table, 4)) << 2);
}

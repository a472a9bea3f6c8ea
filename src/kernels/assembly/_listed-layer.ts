/**
 * The layer before a dense one, with lists of what each of its channels is read by: changes of a few channels then
 * reach the logits without a pass over all units.
 */
import { cellListBytes, hasCells16, listCells } from "./_cells";
import { channel, setTerms } from "./_channels";
import { BLOCK, layerAt, PlaneLayer } from "./_plane-layer";
import { addFanOut16, addFanOut32, changeUnits32, hasFanOut32, isDenseAfter, listFanOut, fanOutBytes } from "./_fan-out";
import { isDirect, lastLayer, presentValues, Scratch, Search } from "./_search";

/**
 * The layer whose fan-out is worth listing: the one before a last dense layer, with all that the last layer reads of it
 * in cells, or the one before a hidden dense layer; −1 where it is neither.
 */
export function fanOutLayer(layers: usize, count: i32): i32 {
  if (count < 2 || !isDirect(layerAt(layers, count - 1))) return -1;
  const before = layerAt(layers, count - 2);
  if (hasCells16(before)) return isDenseAfter(before, layerAt(layers, count - 1)) ? count - 2 : -1;
  if (count < 3) return -1;
  const layer = layerAt(layers, count - 3);
  return isDenseAfter(layer, before) && hasFanOut32(layer, before) ? count - 3 : -1;
}

/** Bytes of the list of a channel's fan-out. */
export function fanOutListBytes(layers: usize, index: i32): usize {
  return fanOutBytes(layerAt(layers, index), layerAt(layers, index + 1));
}

/** Bytes of the list of a unit's cells that the last of `count` layers reads; 0 where there are no such lists. */
export function cellsBytes(layers: usize, count: i32): usize {
  return count > 1 && fanOutLayer(layers, count) == count - 2 ? cellListBytes(layerAt(layers, count - 2)) : 0;
}

/** Lists who reads a channel of the layer whose fan-out is listed, after weights that read it have changed. */
export function listChannel(address: usize, channel: i32): void {
  const search = changetype<Search>(address);
  const layer = layerAt(search.layers, search.fanOutLayer), next = layerAt(search.layers, search.fanOutLayer + 1);
  const unitBytes = search.cells != 0 ? BLOCK << 1 : next.outPlane;
  listFanOut(layer, next, channel, unitBytes, search.fanOut + <usize>channel * search.fanOutBytes);
  if (search.cells != 0) listCells(layer, next, channel, search.cells + <usize>channel * search.cellsBytes);
}

/**
 * Whether 16 bits are enough for how much a neighbour, all of whose changes are in the layer before the last, changes a
 * logit.
 */
@inline
export function hasNarrowChanges(search: Search, layer: PlaneLayer, neighbour: i32): bool {
  const starts = search.starts + ((<usize>neighbour) << 2);
  const changes = <i64>(load<u32>(starts, 4) - load<u32>(starts));
  return changes * layer.outHeight * layer.outWidth * search.largest <= <i64>i16.MAX_VALUE;
}

/** The logits after changes of the units listed in `nextDirty`, whose planes of changes are there. */
export function changedLogits(search: Search, scratch: Scratch, layer: PlaneLayer, block: i32, count: i32): usize {
  const outputs = <usize>lastLayer(search).outChannels, sums = scratch.sums;
  for (let at: usize = 0; at < outputs << 5; at += 16) v128.store(sums + at, i16x8.splat(0));
  for (let d = 0; d < count; d++) {
    const unit = <usize>load<i32>(scratch.nextDirty + ((<usize>d) << 2));
    addFanOut16(search.fanOut + unit * search.fanOutBytes, scratch.deltas + layer.deltas + unit * layer.outPlane, sums);
  }
  let present = presentValues(search, block);
  for (let output: usize = 0; output < outputs; output++) {
    const low = v128.load(sums + (output << 5)), high = v128.load(sums + (output << 5), 16);
    const to = scratch.outputs + (output << 6);
    v128.store(to, i32x4.add(v128.load(present), i32x4.extend_low_i16x8_s(low)));
    v128.store(to, i32x4.add(v128.load(present, 16), i32x4.extend_high_i16x8_s(low)), 16);
    v128.store(to, i32x4.add(v128.load(present, 32), i32x4.extend_low_i16x8_s(high)), 32);
    v128.store(to, i32x4.add(v128.load(present, 48), i32x4.extend_high_i16x8_s(high)), 48);
    present += search.valueBytes;
  }
  return scratch.outputs;
}

/** Of more channels that change, going from unit to unit is quicker than from entry to entry. */
export const MOST_CHANGED = 16;

/**
 * The logits after changes of the channels listed in `nextDirty`, which a hidden dense layer and then the last one
 * read.
 */
export function hiddenLogits(search: Search, scratch: Scratch, layer: PlaneLayer, state: usize, block: i32, count: i32): usize {
  const hidden = layerAt(search.layers, search.fanOutLayer + 1), last = lastLayer(search);
  const sums = scratch.deltas + hidden.deltas;
  memory.copy(sums, state + hidden.sums, <usize>hidden.outChannels * hidden.sumPlane);
  for (let d = 0; d < count; d++) {
    const channel = <usize>load<i32>(scratch.nextDirty + ((<usize>d) << 2));
    addFanOut32(search.fanOut + channel * search.fanOutBytes, scratch.deltas + layer.deltas + channel * layer.outPlane, sums);
  }
  changeUnits32(hidden, sums, state + hidden.output);
  const terms = scratch.terms;
  for (let output = 0; output < last.outChannels; output++) {
    setTerms(terms, last.nonZeros + <usize>output * last.nonZerosSize);
    const present = presentValues(search, block) + <usize>output * search.valueBytes;
    channel(last, terms, last.deltaChunk, sums, present, scratch.outputs + ((<usize>output) << 6), true, 0, 0);
  }
  return scratch.outputs;
}

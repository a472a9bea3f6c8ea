/**
 * Exact logits of a network's neighbours. Every block of 16 pictures keeps its activations and sums; a change of a few
 * weights is followed through the network as differences, channel by channel, and touches only what changes.
 * No allocation: the host lays memory out (src/kernels/neighbours.ts).
 */
import { channel, forwardBlock, setTerms } from "./_channels";
import { cellListBytes, changeListed16, hasCells16, listCells, reachOf } from "./_cells";
import { blockCost, Cost } from "./_costs";
import { layPictures, Pictures } from "./_pictures";
import { BLOCK, PlaneLayer, layerAt, tabulate } from "./_plane-layer";
import { addReaders16, addReaders32, changeUnits32, hasReaders32, isDenseAfter, listReaders, readersBytes } from "./_readers";
import { countTerms, sum16, Terms } from "./_sums";

import { smallestMargin } from "./_output-layer";

export {
  commitSwap,
  countErrors,
  crossEntropies,
  gatherFeatures,
  smallestMargins,
  takeExponentials,
  takeMargins,
} from "./_output-layer";

export { halfCrossEntropies, halvesRoom } from "./_output-halves";

/** The first byte that static data leave free. */
export function heapBase(): usize {
  return __heap_base;
}

/** Makes the tables of one unit from its weights. */
export function tabulateUnit(layers: usize, index: i32, unit: i32): void {
  tabulate(layerAt(layers, index), unit);
}

/** Fields the host writes. */
@unmanaged
class Search {
  layers: usize;
  layerCount: i32;
  pictures: Pictures;
  /** Pictures in all. */
  count: i32;
  /** Bytes from the start of a picture's plane to its first value inside the border. */
  border: usize;
  /** Blocks' states, and the size of one. */
  states: usize;
  stateBytes: usize;
  /** Present logits, [output][picture], `valueBytes` an output. */
  values: usize;
  valueBytes: usize;
  /** Changes of weights, each neighbour's sorted by layer and unit, and where each neighbour's begin and end. */
  changes: usize;
  starts: usize;
  /**
   * Lists of the cells that the last layer reads, one for each unit of the layer before, `cellsBytes` apart; 0 where the
   * layers are not such that lists help.
   */
  cells: usize;
  cellsBytes: usize;
  /** The layer that a dense one follows whose readers are listed, channel by channel; −1 where lists do not help. */
  readLayer: i32;
  readers: usize;
  readersBytes: usize;
  /** No input of the layer before the last is larger. */
  largest: i32;
}

/** What `takeSlacks` finds out about a block, two 32-bit integers. */
@unmanaged
class Slack {
  /** No picture's class becomes right or wrong when differences of logits change by up to this. */
  slack: i32;
  /** Wrong pictures at present. */
  errors: i32;
}

/** Writes a `Slack` for every block. */
export function takeSlacks(address: usize, labels: usize, slacks: usize): void {
  const search = changetype<Search>(address);
  const outputs = outputsOf(search), size = <i32>BLOCK;
  for (let block = 0; block * size < search.count; block++) {
    const margins = slacks + <usize>block * offsetof<Slack>();
    const images = imagesOf(search, block), at = (<usize>block) << 6;
    let slack = i32.MAX_VALUE, errors = 0;
    for (let image: usize = 0; image < <usize>images; image++) {
      const lane = at + (image << 2);
      const margin = smallestMargin(outputs, search.values + lane, search.valueBytes, load<i32>(labels + lane));
      slack = min(slack, margin >= 0 ? margin : -margin - 1);
      errors += i32(margin < 0);
    }
    changetype<Slack>(margins).slack = slack;
    changetype<Slack>(margins).errors = errors;
  }
}

/** By how much a neighbour's changes can change the difference of two logits at most. */
function reachOfNeighbour(search: Search, neighbour: i32): i64 {
  const starts = search.starts + ((<usize>neighbour) << 2);
  let change = search.changes + <usize>load<u32>(starts) * offsetof<Change>();
  const end = search.changes + <usize>load<u32>(starts, 4) * offsetof<Change>();
  let reach: i64 = 0;
  for (; change < end; change += offsetof<Change>()) {
    const one = changetype<Change>(change);
    if (one.layer != search.layerCount - 2) return i64.MAX_VALUE;
    // Pools and clips do not enlarge differences.
    reach += <i64>reachOf(search.cells + <usize>one.unit * search.cellsBytes) * search.largest;
  }
  return reach;
}

/**
 * The layer whose readers are worth listing: the one before a last dense layer, with all that the last layer reads of it in
 * cells, or the one before a hidden dense layer; −1 where it is neither.
 */
export function readLayer(layers: usize, count: i32): i32 {
  if (count < 2 || !isDirect(layerAt(layers, count - 1))) return -1;
  const before = layerAt(layers, count - 2);
  if (hasCells16(before)) return isDenseAfter(before, layerAt(layers, count - 1)) ? count - 2 : -1;
  if (count < 3) return -1;
  const layer = layerAt(layers, count - 3);
  return isDenseAfter(layer, before) && hasReaders32(layer, before) ? count - 3 : -1;
}

/** Bytes of a channel's list of readers. */
export function readerListBytes(layers: usize, index: i32): usize {
  return readersBytes(layerAt(layers, index), layerAt(layers, index + 1));
}

/** Bytes of the list of a unit's cells that the last of `count` layers reads; 0 where there are no such lists. */
export function cellsBytes(layers: usize, count: i32): usize {
  return count > 1 && readLayer(layers, count) == count - 2 ? cellListBytes(layerAt(layers, count - 2)) : 0;
}

/** Lists who reads a channel of the layer whose readers are listed, after weights that read it have changed. */
export function listChannel(address: usize, channel: i32): void {
  const search = changetype<Search>(address);
  const layer = layerAt(search.layers, search.readLayer), next = layerAt(search.layers, search.readLayer + 1);
  const unitBytes = search.cells != 0 ? BLOCK << 1 : next.outPlane;
  listReaders(layer, next, channel, unitBytes, search.readers + <usize>channel * search.readersBytes);
  if (search.cells != 0) listCells(layer, next, channel, search.cells + <usize>channel * search.cellsBytes);
}

/** A thread's own memory. */
@unmanaged
class Scratch {
  terms: Terms;
  planes: usize;
  sums: usize;
  deltas: usize;
  plus: usize;
  minus: usize;
  /** Channels that changed: of a layer's input, and of its output. */
  dirty: usize;
  nextDirty: usize;
  /** The last layer's new outputs, [output][16 pictures]. */
  outputs: usize;
  /** Which of a block's pictures count: a mask of 32 bits for each. */
  lanes: usize;
  /** Sums of the second layer after a removal that several neighbours have in common; 0 where `commonCosts` does not suit. */
  common: usize;
  /** The block whose pictures the planes hold. */
  laid: i32;
}

/** A weight that becomes larger or smaller by 1. */
@unmanaged
class Change {
  layer: i32;
  unit: i32;
  channel: i32;
  /** Offset in the channel's plane. */
  offset: usize;
  step: i32;
}

/** Fills the states of pictures `start` (a multiple of 16) to `end` by a whole forward pass. */
export function build(start: i32, end: i32, address: usize, scratchAddress: usize): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const last = lastLayer(search), size = <i32>BLOCK;
  for (let block = start / size; block * size < end; block++) {
    const state = search.states + <usize>block * search.stateBytes;
    lay(search, scratch, block);
    forwardBlock(search.layers, search.layerCount, scratch.terms, scratch.planes, scratch.sums, state, true);
    keepValues(search, block, state + (last.poolSize == 0 ? last.sums : last.output));
  }
}

/** Logits of the pictures of blocks `first` to `end` after the changes of neighbour 0, as rows at `out`. */
export function evaluate(address: usize, scratchAddress: usize, first: i32, end: i32, out: usize): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  for (let block = first; block < end; block++) {
    const images = imagesOf(search, block);
    const values = propagate(search, scratch, block, 0, Sums.present);
    if (values == 0) writeRows(search, presentValues(search, block), search.valueBytes, images, out);
    else writeRows(search, values, BLOCK << 2, images, out);
    out += <usize>(images * outputsOf(search)) << 2;
  }
}

/** The present logits of all pictures of blocks `first` to `end`, as rows at `out`. */
export function present(address: usize, first: i32, end: i32, out: usize): void {
  const search = changetype<Search>(address);
  for (let block = first; block < end; block++) {
    const images = imagesOf(search, block);
    writeRows(search, presentValues(search, block), search.valueBytes, images, out);
    out += <usize>(images * outputsOf(search)) << 2;
  }
}

/**
 * Brings the states of pictures `start` (a multiple of 16) to `end` and their present logits to neighbour 0; the host
 * then changes the weights.
 */
export function commit(start: i32, end: i32, address: usize, scratchAddress: usize): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const size = <i32>BLOCK;
  for (let block = start / size; block * size < end; block++) propagate(search, scratch, block, 0, Sums.commit);
}

/**
 * Adds what pictures `start` to `end` cost after each neighbour's changes to the sums at `out`, a 64-bit float each.
 * Blocks are outermost, so that a block's state stays in the cache while all neighbours look at it. A neighbour whose
 * sum is above `limit` is left alone from then on. For errors `slacks` may say which blocks a neighbour cannot change.
 */
export function costs(
  start: i32,
  end: i32,
  address: usize,
  scratchAddress: usize,
  costAddress: usize,
  neighbours: i32,
  limit: f64,
  out: usize,
  slacks: usize,
): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const cost = changetype<Cost>(costAddress);
  const size = <i32>BLOCK;
  for (let block = start / size; block * size < end; block++) {
    takeLanes(scratch, block, start, end);
    const whole = block * size >= start && (block * size + size <= end || end == search.count);
    const slack = changetype<Slack>(slacks + <usize>block * offsetof<Slack>());
    for (let neighbour = 0; neighbour < neighbours; neighbour++) {
      const at = out + ((<usize>neighbour) << 3);
      if (load<f64>(at) > limit) continue;
      if (slacks != 0 && whole && reachOfNeighbour(search, neighbour) <= <i64>slack.slack) {
        store<f64>(at, load<f64>(at) + <f64>slack.errors);
        continue;
      }
      addCost(search, scratch, cost, block, propagate(search, scratch, block, neighbour, Sums.present), at);
    }
  }
}

/** Adds what a block's pictures cost to the sum at `at`; `values` as `propagate` returns them. */
function addCost(search: Search, scratch: Scratch, cost: Cost, block: i32, values: usize, at: usize): void {
  const own = values == 0
    ? blockCost(cost, presentValues(search, block), search.valueBytes, block, scratch.lanes)
    : blockCost(cost, values, BLOCK << 2, block, scratch.lanes);
  store<f64>(at, load<f64>(at) + own);
}

/**
 * As `costs`, for swaps in the first layer that share their removals. The list has half moves: a removal, and then all additions in
 * other units that it goes with, whose number is in `groups`; then the next removal. What a removal does to the sums of the second
 * layer is added once, since they are linear in the first one's channels; what comes after, its HardTanh, is not.
 */
export function commonCosts(
  start: i32,
  end: i32,
  address: usize,
  scratchAddress: usize,
  costAddress: usize,
  groups: usize,
  groupCount: i32,
  limit: f64,
  out: usize,
): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const cost = changetype<Cost>(costAddress);
  const size = <i32>BLOCK, groupsEnd = groups + ((<usize>groupCount) << 2);
  for (let block = start / size; block * size < end; block++) {
    takeLanes(scratch, block, start, end);
    let half = 0, at = out;
    for (let group = groups; group < groupsEnd; group += 4) {
      const removal = half++;
      let removed = false;
      for (let left = load<u32>(group); left > 0; left--, half++, at += 8) {
        if (load<f64>(at) > limit) continue;
        if (!removed) propagate(search, scratch, block, removal, Sums.makeCommon);
        removed = true;
        addCost(search, scratch, cost, block, propagate(search, scratch, block, half, Sums.common), at);
      }
    }
  }
}

/** Marks which of a block's pictures lie from `start` to `end`. */
function takeLanes(scratch: Scratch, block: i32, start: i32, end: i32): void {
  for (let lane = 0; lane < <i32>BLOCK; lane++) {
    const picture = block * <i32>BLOCK + lane;
    store<i32>(scratch.lanes + ((<usize>lane) << 2), picture >= start && picture < end ? -1 : 0);
  }
}

/** Which sums of a layer changes are added to, and where the new ones stay. */
enum Sums {
  /** To those of the present network; nothing stays. */
  present,
  /** The same; they stay in the state. */
  commit,
  /** The same, as far as the second layer, whose sums stay in `Scratch.common`. */
  makeCommon,
  /** In the second layer to those in `Scratch.common`. */
  common,
}

/**
 * Follows a neighbour's changes through one block. Returns where the last layer's new outputs are
 * ([output][16 pictures]), or 0 when nothing has reached it or it was not the aim.
 */
function propagate(search: Search, scratch: Scratch, block: i32, neighbour: i32, sums: Sums): usize {
  const commit = sums == Sums.commit;
  const state = search.states + <usize>block * search.stateBytes;
  const terms = scratch.terms;
  const starts = search.starts + ((<usize>neighbour) << 2);
  let change = search.changes + <usize>load<u32>(starts) * offsetof<Change>();
  const changesEnd = search.changes + <usize>load<u32>(starts, 4) * offsetof<Change>();
  if (change == changesEnd) return 0;
  // Weights that change in later layers, too, may read what is not listed yet.
  const latest = changetype<Change>(changesEnd - offsetof<Change>()).layer;
  const listed = !commit && latest <= search.readLayer;
  let dirtyCount = 0;
  for (let index = changetype<Change>(change).layer; index < search.layerCount; index++) {
    const layer = layerAt(search.layers, index);
    const isLast = index == search.layerCount - 1;
    const own = change < changesEnd && changetype<Change>(change).layer == index;
    if (index == 1 && sums == Sums.makeCommon) {
      makeCommon(search, scratch, state, dirtyCount);
      return 0;
    }
    // All units: what was removed has changed them.
    const common = index == 1 && sums == Sums.common;
    if (dirtyCount == 0 && !own && !common) {
      // Nothing changes here, but a later layer may have changes of its own.
      if (change >= changesEnd) return 0;
      continue;
    }
    let input = scratch.planes, inputDeltas: usize = 0;
    if (index == 0) {
      lay(search, scratch, block);
    } else {
      const previous = layerAt(search.layers, index - 1);
      input = state + previous.output;
      inputDeltas = scratch.deltas + previous.deltas;
    }
    const stored = index > 0 || layer.poolSize == 0;
    // Where most inputs change, all are read: a unit's own table then serves as its list of terms.
    const whole = !own && dirtyCount << 1 > layer.inChannels && !(listed && index == search.readLayer);
    if (whole) clearOthers(layer, scratch, inputDeltas, dirtyCount);
    // The terms' places are relative to this, or addresses.
    const origin: usize = whole ? inputDeltas : 0;
    let nextCount = 0;
    for (let unit = 0; unit < layer.outChannels; unit++) {
      if (dirtyCount == 0 && !common && (commit || !isLast)) {
        // Straight to the next unit with changes of its own.
        if (change >= changesEnd || changetype<Change>(change).layer != index) break;
        unit = changetype<Change>(change).unit;
      }
      takeTerms(layer, unit, scratch, inputDeltas, whole ? 0 : dirtyCount);
      let plus = terms.plusEnd, minus = terms.minusEnd;
      while (change < changesEnd) {
        const one = changetype<Change>(change);
        if (one.layer != index || one.unit != unit) break;
        const offset = <usize>one.channel * layer.inPlane + one.offset;
        if (one.step > 0) store<u32>(plus, <u32>(input + offset)), plus += 4;
        else store<u32>(minus, <u32>(input + offset)), minus += 4;
        // The sums have the old weight times the input's change already.
        if (isDirty(scratch.dirty, dirtyCount, one.channel)) {
          if (one.step > 0) store<u32>(plus, <u32>(inputDeltas + offset)), plus += 4;
          else store<u32>(minus, <u32>(inputDeltas + offset)), minus += 4;
        }
        change += offsetof<Change>();
      }
      const table = layer.taps + <usize>unit * layer.tapsSize;
      const touched = whole || common || plus != scratch.plus || minus != scratch.minus;
      // A neighbour's outputs are wanted as a whole; the present ones are in their place already.
      if (!touched && (commit || !isLast)) continue;
      let start: usize = 0;
      if (stored) {
        start = isLast && isDirect(layer)
          ? presentValues(search, block) + <usize>unit * search.valueBytes
          : (common ? scratch.common : state + layer.sums) + <usize>unit * layer.sumPlane;
      } else {
        // The first layer's sums are not kept: all of the unit's terms are summed again, but for a weight that is gone.
        setTerms(terms, table);
        const added = plus;
        for (let term = terms.plus; term < terms.plusEnd; term += 4) {
          const address = <u32>input + load<u32>(term), removed = find(scratch.minus, minus, address);
          if (removed != 0) minus -= 4, store<u32>(removed, load<u32>(minus));
          else store<u32>(plus, address), plus += 4;
        }
        for (let term = terms.minus; term < terms.minusEnd; term += 4) {
          const address = <u32>input + load<u32>(term), removed = find(scratch.plus, added, address);
          if (removed != 0) plus -= 4, store<u32>(removed, load<u32>(plus));
          else store<u32>(minus, address), minus += 4;
        }
      }
      if (whole) {
        setTerms(terms, table);
      } else {
        terms.plus = scratch.plus, terms.plusEnd = plus;
        terms.minus = scratch.minus, terms.minusEnd = minus;
      }
      if (isLast) {
        const sums = commit && stored ? start : layer.poolSize == 0 ? scratch.outputs + <usize>unit * layer.sumPlane : scratch.sums;
        const out = (commit ? state + layer.output : scratch.outputs) + <usize>unit * layer.outPlane;
        channel(layer, terms, layer.deltaChunk, origin, start, sums, true, 0, out);
      } else {
        const before = state + layer.output + <usize>unit * layer.outPlane;
        const out = scratch.deltas + layer.deltas + <usize>unit * layer.outPlane;
        const keep = commit && stored;
        if (listed && search.cells != 0 && stored && index == search.readLayer) {
          const list = search.cells + <usize>unit * search.cellsBytes;
          if (changeListed16(layer, terms, list, start, before, out)) {
            store<i32>(scratch.nextDirty + ((<usize>nextCount) << 2), unit);
            nextCount++;
          }
        } else if (channel(layer, terms, layer.deltaChunk, origin, start, keep ? start : scratch.sums, keep, before, out)) {
          store<i32>(scratch.nextDirty + ((<usize>nextCount) << 2), unit);
          nextCount++;
        }
      }
    }
    if (commit && dirtyCount > 0) addDeltas(layerAt(search.layers, index - 1), state, scratch, dirtyCount);
    if (listed && index == search.readLayer && nextCount <= MOST_READ) {
      if (nextCount == 0) return 0;
      if (search.cells == 0) return hiddenLogits(search, scratch, layer, state, block, nextCount);
      if (own && dirtyCount == 0 && hasNarrowChanges(search, layer, neighbour)) {
        return changedLogits(search, scratch, layer, block, nextCount);
      }
    }
    dirtyCount = nextCount;
    const swap = scratch.dirty;
    scratch.dirty = scratch.nextDirty;
    scratch.nextDirty = swap;
    if (isLast) {
      if (!commit) return scratch.outputs;
      if (!isDirect(layer)) keepValues(search, block, state + (layer.poolSize == 0 ? layer.sums : layer.output));
    }
  }
  return 0;
}

/** Lists what a unit reads of the changes of channels that are listed as dirty. */
@inline
function takeTerms(layer: PlaneLayer, unit: i32, scratch: Scratch, deltas: usize, dirtyCount: i32): void {
  let plus = scratch.plus, minus = scratch.minus;
  const groups = layer.groups + <usize>unit * layer.groupsSize;
  const entries = groups + ((<usize>layer.inChannels) << 3) + 4;
  for (let d = 0; d < dirtyCount; d++) {
    const dirty = load<i32>(scratch.dirty + ((<usize>d) << 2));
    const plane = deltas + <usize>dirty * layer.inPlane;
    const group = groups + ((<usize>dirty) << 3);
    let entry = entries + ((<usize>load<u32>(group)) << 2);
    const middle = entries + ((<usize>load<u32>(group, 4)) << 2);
    const end = entries + ((<usize>load<u32>(group, 8)) << 2);
    for (; entry < middle; entry += 4, plus += 4) store<u32>(plus, <u32>plane + load<u32>(entry));
    for (; entry < end; entry += 4, minus += 4) store<u32>(minus, <u32>plane + load<u32>(entry));
  }
  const terms = scratch.terms;
  terms.plus = scratch.plus, terms.plusEnd = plus;
  terms.minus = scratch.minus, terms.minusEnd = minus;
}

/** Adds what the changes of the first layer do to the second one's sums, 16 bits each; the new ones stay in `Scratch.common`. */
function makeCommon(search: Search, scratch: Scratch, state: usize, dirtyCount: i32): void {
  const layer = layerAt(search.layers, 1), deltas = scratch.deltas + layerAt(search.layers, 0).deltas;
  const terms = scratch.terms;
  for (let unit = 0; unit < layer.outChannels; unit++) {
    const plane = <usize>unit * layer.sumPlane, start = state + layer.sums + plane, out = scratch.common + plane;
    takeTerms(layer, unit, scratch, deltas, dirtyCount);
    if (countTerms(terms) == 0) memory.copy(out, start, layer.sumPlane);
    else sum16(terms, 0, layer.inPitch, layer.inStep, layer.sumHeight, layer.sumWidth, start, out, false);
  }
}

/** Where a list has an address; 0 where it has not. */
@inline
function find(list: usize, end: usize, address: u32): usize {
  for (; list < end; list += 4) if (load<u32>(list) == address) return list;
  return 0;
}

/** Clears the changes of channels that are not listed as dirty, so that all of a layer's inputs can be read. */
function clearOthers(layer: PlaneLayer, scratch: Scratch, deltas: usize, dirtyCount: i32): void {
  let next = scratch.dirty;
  const end = next + ((<usize>dirtyCount) << 2);
  for (let channel = 0; channel < layer.inChannels; channel++, deltas += layer.inPlane) {
    if (next < end && load<i32>(next) == channel) next += 4;
    else memory.fill(deltas, 0, layer.inPlane);
  }
}

/** Whether 16 bits are enough for how much a neighbour, all of whose changes are in the layer before the last, changes a logit. */
@inline
function hasNarrowChanges(search: Search, layer: PlaneLayer, neighbour: i32): bool {
  const starts = search.starts + ((<usize>neighbour) << 2);
  const changes = <i64>(load<u32>(starts, 4) - load<u32>(starts));
  return changes * layer.outHeight * layer.outWidth * search.largest <= <i64>i16.MAX_VALUE;
}

/** The logits after changes of the units listed in `nextDirty`, whose planes of changes are there. */
function changedLogits(search: Search, scratch: Scratch, layer: PlaneLayer, block: i32, count: i32): usize {
  const outputs = <usize>lastLayer(search).outChannels, sums = scratch.sums;
  for (let at: usize = 0; at < outputs << 5; at += 16) v128.store(sums + at, i16x8.splat(0));
  for (let d = 0; d < count; d++) {
    const unit = <usize>load<i32>(scratch.nextDirty + ((<usize>d) << 2));
    addReaders16(search.readers + unit * search.readersBytes, scratch.deltas + layer.deltas + unit * layer.outPlane, sums);
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

/** Of more channels that change, going from unit to unit is quicker than from reader to reader. */
const MOST_READ = 16;

/** The logits after changes of the channels listed in `nextDirty`, which a hidden dense layer and then the last one read. */
function hiddenLogits(search: Search, scratch: Scratch, layer: PlaneLayer, state: usize, block: i32, count: i32): usize {
  const hidden = layerAt(search.layers, search.readLayer + 1), last = lastLayer(search);
  const sums = scratch.deltas + hidden.deltas;
  memory.copy(sums, state + hidden.sums, <usize>hidden.outChannels * hidden.sumPlane);
  for (let d = 0; d < count; d++) {
    const channel = <usize>load<i32>(scratch.nextDirty + ((<usize>d) << 2));
    addReaders32(search.readers + channel * search.readersBytes, scratch.deltas + layer.deltas + channel * layer.outPlane, sums);
  }
  changeUnits32(hidden, sums, state + hidden.output);
  const terms = scratch.terms;
  for (let output = 0; output < last.outChannels; output++) {
    setTerms(terms, last.taps + <usize>output * last.tapsSize);
    const present = presentValues(search, block) + <usize>output * search.valueBytes;
    channel(last, terms, last.deltaChunk, sums, present, scratch.outputs + ((<usize>output) << 6), true, 0, 0);
  }
  return scratch.outputs;
}

function isDirty(list: usize, count: i32, channel: i32): bool {
  for (let d = 0; d < count; d++) if (load<i32>(list + ((<usize>d) << 2)) == channel) return true;
  return false;
}

/** Brings a layer's output planes up to date. */
function addDeltas(layer: PlaneLayer, state: usize, scratch: Scratch, dirtyCount: i32): void {
  for (let d = 0; d < dirtyCount; d++) {
    const plane = <usize>load<i32>(scratch.dirty + ((<usize>d) << 2)) * layer.outPlane;
    const to = state + layer.output + plane, from = scratch.deltas + layer.deltas + plane;
    for (let at: usize = 0; at < layer.outPlane; at += 16) {
      const sum = layer.outBytes == 2
        ? i16x8.add(v128.load(to + at), v128.load(from + at))
        : i32x4.add(v128.load(to + at), v128.load(from + at));
      v128.store(to + at, sum);
    }
  }
}

function lay(search: Search, scratch: Scratch, block: i32): void {
  if (scratch.laid == block) return;
  const layer = layerAt(search.layers, 0);
  const first = block * <i32>BLOCK;
  layPictures(search.pictures, layer, search.border, first, imagesOf(search, block), scratch.planes);
  scratch.laid = block;
}

/** Pictures of a block: 16, or what is left for the last one. */
function imagesOf(search: Search, block: i32): i32 {
  return min(<i32>BLOCK, search.count - block * <i32>BLOCK);
}

function lastLayer(search: Search): PlaneLayer {
  return layerAt(search.layers, search.layerCount - 1);
}

/** Logits of one picture. */
function outputsOf(search: Search): i32 {
  const last = lastLayer(search);
  return last.outChannels * last.outHeight * last.outWidth;
}

/** Whether the present logits are the last layer's sums themselves. */
function isDirect(last: PlaneLayer): bool {
  return last.poolSize == 0 && last.outHeight * last.outWidth == 1;
}

/** A block's first present logit; the next output's are `valueBytes` further. */
function presentValues(search: Search, block: i32): usize {
  return search.values + <usize>block * (BLOCK << 2);
}

/** Makes the logits at `from` ([output][16 pictures]) the present ones. */
function keepValues(search: Search, block: i32, from: usize): void {
  let to = presentValues(search, block);
  for (let output = outputsOf(search); output > 0; output--) {
    for (let at: usize = 0; at < 64; at += 16) v128.store(to + at, v128.load(from + at));
    from += BLOCK << 2;
    to += search.valueBytes;
  }
}

/** From [output][16 pictures], `step` bytes an output, to [picture][output]. */
function writeRows(search: Search, from: usize, step: usize, images: i32, out: usize): void {
  const bytes = <usize>outputsOf(search) << 2;
  for (let offset: usize = 0; offset < bytes; offset += 4) {
    let to = out + offset;
    for (let image = 0; image < images; image++) {
      store<i32>(to, load<i32>(from + ((<usize>image) << 2)));
      to += bytes;
    }
    from += step;
  }
}

/** Follows changes of a few weights through the layers of one block of images, as differences of what is kept. */
import { changeListed16 } from "./_cells";
import { channel, setTerms } from "./_channels";
import { changedLogits, hasNarrowChanges, hiddenLogits, MOST_CHANGED } from "./_listed-layer";
import { BLOCK, layerAt, PlaneLayer } from "./_plane-layer";
import { Change, isDirect, keepValues, lay, presentValues, Scratch, Search } from "./_search";
import { countTerms, sum16 } from "./_sums";

/** Which sums of a layer changes are added to, and where the new ones stay. */
export enum Sums {
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
 * ([output][16 images]), or 0 when nothing has reached it or it was not the aim.
 */
export function propagate(search: Search, scratch: Scratch, block: i32, neighbour: i32, sums: Sums): usize {
  const commit = sums == Sums.commit;
  const state = search.states + <usize>block * search.stateBytes;
  const terms = scratch.terms;
  const starts = search.starts + ((<usize>neighbour) << 2);
  let change = search.changes + <usize>load<u32>(starts) * offsetof<Change>();
  const changesEnd = search.changes + <usize>load<u32>(starts, 4) * offsetof<Change>();
  if (change == changesEnd) return 0;
  // Weights that change in later layers, too, may read what is not listed yet.
  const latest = changetype<Change>(changesEnd - offsetof<Change>()).layer;
  const listed = !commit && latest <= search.fanOutLayer;
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
    const whole = !own && dirtyCount << 1 > layer.inChannels && !(listed && index == search.fanOutLayer);
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
      const table = layer.nonZeros + <usize>unit * layer.nonZerosSize;
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
        if (listed && search.cells != 0 && stored && index == search.fanOutLayer) {
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
    if (listed && index == search.fanOutLayer && nextCount <= MOST_CHANGED) {
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

/**
 * Adds what the changes of the first layer do to the second one's sums, 16 bits each; the new ones stay in
 * `Scratch.common`.
 */
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

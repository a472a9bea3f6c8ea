/**
 * Exact logits of a network's neighbours. Every block of 16 pictures keeps its activations and sums; a change of a few
 * weights is followed through the network as differences, channel by channel, and touches only what changes.
 * No allocation: the host lays memory out (src/kernels/neighbours.ts).
 */
import { channel, forwardBlock } from "./_channels";
import { layPictures, Pictures } from "./_pictures";
import { BLOCK, Layer, layerAt, tabulate } from "./_plane-layer";
import { Terms } from "./_sums";

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
  /** Present logits, [picture][output]. */
  logits: usize;
  /** Changes of weights, sorted by layer and unit. */
  changes: usize;
  changeCount: i32;
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
  /** The last layer's new outputs. */
  outputs: usize;
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

/** Fills the states of blocks `first` to `end` by a whole forward pass. */
export function build(address: usize, scratchAddress: usize, first: i32, end: i32): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const last = layerAt(search.layers, search.layerCount - 1);
  for (let block = first; block < end; block++) {
    const state = search.states + <usize>block * search.stateBytes;
    lay(search, scratch, block);
    forwardBlock(search.layers, search.layerCount, scratch.terms, scratch.planes, scratch.sums, state, true);
    const values = last.poolSize == 0 ? state + last.sums : state + last.output;
    writeRows(last, values, imagesOf(search, block), search.logits + <usize>(block * rowBytes(last)) * BLOCK);
  }
}

/**
 * Logits of the pictures of blocks `first` to `end` after the changes, as rows at `out`. With `commit` the states and
 * the present logits follow as well; the host then changes the weights.
 */
export function evaluate(
  address: usize,
  scratchAddress: usize,
  first: i32,
  end: i32,
  commit: bool,
  out: usize,
): void {
  const search = changetype<Search>(address), scratch = changetype<Scratch>(scratchAddress);
  const last = layerAt(search.layers, search.layerCount - 1);
  for (let block = first; block < end; block++) {
    const images = imagesOf(search, block);
    const bytes = rowBytes(last);
    const present = search.logits + <usize>(block * bytes) * BLOCK;
    const values = propagate(search, scratch, block, commit);
    if (values == 0) {
      if (!commit) memory.copy(out, present, images * bytes);
    } else {
      writeRows(last, values, images, commit ? present : out);
    }
    out += images * bytes;
  }
}

/**
 * Follows the changes through one block. Returns where the last layer's new outputs are ([output][16 pictures]), or 0
 * when nothing has reached it.
 */
function propagate(search: Search, scratch: Scratch, block: i32, commit: bool): usize {
  const state = search.states + <usize>block * search.stateBytes;
  const terms = scratch.terms;
  let change = search.changes;
  const changesEnd = change + <usize>search.changeCount * offsetof<Change>();
  let dirtyCount = 0;
  for (let index = changetype<Change>(change).layer; index < search.layerCount; index++) {
    const layer = layerAt(search.layers, index);
    const isLast = index == search.layerCount - 1;
    const own = change < changesEnd && changetype<Change>(change).layer == index;
    if (dirtyCount == 0 && !own) {
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
    let nextCount = 0;
    for (let unit = 0; unit < layer.outChannels; unit++) {
      if (dirtyCount == 0 && !isLast) {
        // Straight to the next unit with changes of its own.
        if (change >= changesEnd || changetype<Change>(change).layer != index) break;
        unit = changetype<Change>(change).unit;
      }
      let plus = scratch.plus, minus = scratch.minus;
      const groups = layer.groups + <usize>unit * layer.groupsSize;
      const entries = groups + ((<usize>layer.inChannels) << 3) + 4;
      for (let d = 0; d < dirtyCount; d++) {
        const dirty = load<i32>(scratch.dirty + ((<usize>d) << 2));
        const plane = inputDeltas + <usize>dirty * layer.inPlane;
        const group = groups + ((<usize>dirty) << 3);
        let entry = entries + ((<usize>load<u32>(group)) << 2);
        const middle = entries + ((<usize>load<u32>(group, 4)) << 2);
        const end = entries + ((<usize>load<u32>(group, 8)) << 2);
        for (; entry < middle; entry += 4, plus += 4) store<u32>(plus, <u32>plane + load<u32>(entry));
        for (; entry < end; entry += 4, minus += 4) store<u32>(minus, <u32>plane + load<u32>(entry));
      }
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
      const touched = plus != scratch.plus || minus != scratch.minus;
      if (!touched && !isLast) continue;
      let start: usize = 0;
      if (stored) {
        start = state + layer.sums + <usize>unit * layer.sumPlane;
      } else {
        // The first layer's sums are not kept: all of the unit's terms are summed again.
        const table = layer.taps + <usize>unit * layer.tapsSize;
        const plusCount = (<usize>load<u32>(table)) << 2, minusCount = (<usize>load<u32>(table, 4)) << 2;
        for (let at: usize = 0; at < plusCount; at += 4, plus += 4) {
          store<u32>(plus, <u32>input + load<u32>(table + 8 + at));
        }
        for (let at: usize = 0; at < minusCount; at += 4, minus += 4) {
          store<u32>(minus, <u32>input + load<u32>(table + 8 + plusCount + at));
        }
      }
      terms.plus = scratch.plus, terms.plusEnd = plus;
      terms.minus = scratch.minus, terms.minusEnd = minus;
      if (isLast) {
        const sums = commit && stored ? start : layer.poolSize == 0 ? scratch.outputs + <usize>unit * layer.sumPlane : scratch.sums;
        const out = (commit ? state + layer.output : scratch.outputs) + <usize>unit * layer.outPlane;
        channel(layer, terms, layer.deltaChunk, 0, start, sums, 0, out);
      } else {
        const before = state + layer.output + <usize>unit * layer.outPlane;
        const out = scratch.deltas + layer.deltas + <usize>unit * layer.outPlane;
        if (channel(layer, terms, layer.deltaChunk, 0, start, commit && stored ? start : scratch.sums, before, out)) {
          store<i32>(scratch.nextDirty + ((<usize>nextCount) << 2), unit);
          nextCount++;
        }
      }
    }
    if (commit && dirtyCount > 0) addDeltas(layerAt(search.layers, index - 1), state, scratch, dirtyCount);
    dirtyCount = nextCount;
    const swap = scratch.dirty;
    scratch.dirty = scratch.nextDirty;
    scratch.nextDirty = swap;
    if (isLast) {
      if (!commit) return scratch.outputs;
      return state + (layer.poolSize == 0 ? layer.sums : layer.output);
    }
  }
  return 0;
}

function isDirty(list: usize, count: i32, channel: i32): bool {
  for (let d = 0; d < count; d++) if (load<i32>(list + ((<usize>d) << 2)) == channel) return true;
  return false;
}

/** Brings a layer's output planes up to date. */
function addDeltas(layer: Layer, state: usize, scratch: Scratch, dirtyCount: i32): void {
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
  const layer = layerAt(search.layers, 0);
  const first = block * <i32>BLOCK;
  layPictures(search.pictures, layer, search.border, first, imagesOf(search, block), scratch.planes);
}

/** Pictures of a block: 16, or what is left for the last one. */
function imagesOf(search: Search, block: i32): i32 {
  return min(<i32>BLOCK, search.count - block * <i32>BLOCK);
}

/** Bytes of one picture's logits. */
function rowBytes(last: Layer): i32 {
  return last.outChannels * last.outHeight * last.outWidth * 4;
}

/** From [output][16 pictures] to [picture][output]. */
function writeRows(last: Layer, from: usize, images: i32, out: usize): void {
  const bytes = <usize>rowBytes(last);
  for (let offset: usize = 0; offset < bytes; offset += 4) {
    let to = out + offset;
    for (let image = 0; image < images; image++) {
      store<i32>(to, load<i32>(from + ((<usize>image) << 2)));
      to += bytes;
    }
    from += BLOCK << 2;
  }
}

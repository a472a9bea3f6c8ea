/** Sums and the 2×2 max-pool in one pass, for 16-bit sums: the case of the MNIST network, and the quickest one. */
import { PlaneLayer } from "./_plane-layer";
import { countMinus, countPlus, Terms } from "./_sums";

/**
 * Like `sum16` and `pool` after one another. The sums are kept at `sums` unless that is 0.
 */
export function sumCells16(
  layer: PlaneLayer,
  terms: Terms,
  input: usize,
  start: usize,
  sums: usize,
  before: usize,
  out: usize,
): bool {
  if (start) return sums ? updateCells(layer, terms, input, start, sums, before, out) : changeCells(layer, terms, input, start, before, out);
  if (before) return replaceCells(layer, terms, input, before, out);
  return sums ? keepCells(layer, terms, input, sums, out) : computeCells(layer, terms, input, out);
}

// Functions of their own: calls of one inline function side by side are folded into one that asks for the flags in its
// loops.

function updateCells(layer: PlaneLayer, terms: Terms, input: usize, start: usize, sums: usize, before: usize, out: usize): bool {
  return allCells(layer, terms, input, true, start, true, sums, true, before, out);
}

function changeCells(layer: PlaneLayer, terms: Terms, input: usize, start: usize, before: usize, out: usize): bool {
  return allCells(layer, terms, input, true, start, false, 0, true, before, out);
}

function replaceCells(layer: PlaneLayer, terms: Terms, input: usize, before: usize, out: usize): bool {
  return allCells(layer, terms, input, false, 0, false, 0, true, before, out);
}

function keepCells(layer: PlaneLayer, terms: Terms, input: usize, sums: usize, out: usize): bool {
  return allCells(layer, terms, input, false, 0, true, sums, false, 0, out);
}

function computeCells(layer: PlaneLayer, terms: Terms, input: usize, out: usize): bool {
  return allCells(layer, terms, input, false, 0, false, 0, false, 0, out);
}

/** `takeCell` for all cells of a layer. Returns whether anything that it has stored differs from zero. */
@inline
function allCells(
  layer: PlaneLayer,
  terms: Terms,
  input: usize,
  starts: bool,
  start: usize,
  keeps: bool,
  sums: usize,
  changes: bool,
  before: usize,
  out: usize,
): bool {
  const high = clipOf(layer);
  const rowStep = layer.inPitch;
  const pitch = <usize>layer.sumWidth << 5;
  noteTerms(terms);
  let any = i16x8.splat(0);
  let to = layer.outStart;
  for (let row = 0; row < layer.outHeight; row++) {
    let at = input, from = start, kept = sums;
    const end = to + (<usize>layer.outWidth << 5);
    for (let place = to; place < end; place += 32) {
      any = v128.or(any, takeCell(terms, at, rowStep, starts, from, keeps, kept, pitch, high, changes, before + place, out + place));
      at += 64;
      if (starts) from += 64;
      if (keeps) kept += 64;
    }
    input += rowStep << 1;
    if (starts) start += pitch << 1;
    if (keeps) sums += pitch << 1;
    to += layer.outPitch;
  }
  return v128.any_true(any);
}

/** The largest output. Loaded, since V8 would make the splat of a variable anew for every cell. */
@inline
function clipOf(layer: PlaneLayer): v128 {
  return v128.load16_splat(changetype<usize>(layer) + offsetof<PlaneLayer>("clip"));
}

/** Notes which terms a cell has to look for. In memory, since V8 would work a local out anew for every cell. */
function noteTerms(terms: Terms): void {
  const plus = countPlus(terms), minus = countMinus(terms);
  const first = (1 << min(plus, 3)) - 1, others = i32(max(plus, minus) > 3);
  terms.present = first | (((1 << min(minus, 3)) - 1) << 3) | (others << 6);
}

/**
 * One cell, with its 2×2 sums of 16 images in registers. Adds the terms, whose places are relative to `at`, to the sums
 * at `start` where the cell `starts` with any; `keeps` the new ones at `sums`; pools and clips, and where only
 * `changes` are wanted subtracts what is at `before`. Stores that at `out`, and returns the bits of it that are set.
 *
 * The first three terms of either sign have an if each: processors foresee these better than the ends of short loops,
 * and between them V8 has no reason to load more than it has registers for.
 */
@inline
function takeCell(
  terms: Terms,
  at: usize,
  rowStep: usize,
  starts: bool,
  start: usize,
  keeps: bool,
  sums: usize,
  pitch: usize,
  high: v128,
  changes: bool,
  before: usize,
  out: usize,
): v128 {
  let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
  if (starts) {
    const below = start + pitch;
    a = v128.load(start), b = v128.load(start, 16), c = v128.load(start, 32), d = v128.load(start, 48);
    e = v128.load(below), f = v128.load(below, 16), g = v128.load(below, 32), h = v128.load(below, 48);
  }
  const plus = terms.plus, minus = terms.minus, present = terms.present;
  if (present & 1) {
    const p = at + load<u32>(plus), q = p + rowStep;
    a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
    c = i16x8.add(c, v128.load(p, 32)), d = i16x8.add(d, v128.load(p, 48));
    e = i16x8.add(e, v128.load(q)), f = i16x8.add(f, v128.load(q, 16));
    g = i16x8.add(g, v128.load(q, 32)), h = i16x8.add(h, v128.load(q, 48));
  }
  if (present & 2) {
    const p = at + load<u32>(plus, 4), q = p + rowStep;
    a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
    c = i16x8.add(c, v128.load(p, 32)), d = i16x8.add(d, v128.load(p, 48));
    e = i16x8.add(e, v128.load(q)), f = i16x8.add(f, v128.load(q, 16));
    g = i16x8.add(g, v128.load(q, 32)), h = i16x8.add(h, v128.load(q, 48));
  }
  if (present & 4) {
    const p = at + load<u32>(plus, 8), q = p + rowStep;
    a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
    c = i16x8.add(c, v128.load(p, 32)), d = i16x8.add(d, v128.load(p, 48));
    e = i16x8.add(e, v128.load(q)), f = i16x8.add(f, v128.load(q, 16));
    g = i16x8.add(g, v128.load(q, 32)), h = i16x8.add(h, v128.load(q, 48));
  }
  if (present & 8) {
    const p = at + load<u32>(minus), q = p + rowStep;
    a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
    c = i16x8.sub(c, v128.load(p, 32)), d = i16x8.sub(d, v128.load(p, 48));
    e = i16x8.sub(e, v128.load(q)), f = i16x8.sub(f, v128.load(q, 16));
    g = i16x8.sub(g, v128.load(q, 32)), h = i16x8.sub(h, v128.load(q, 48));
  }
  if (present & 16) {
    const p = at + load<u32>(minus, 4), q = p + rowStep;
    a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
    c = i16x8.sub(c, v128.load(p, 32)), d = i16x8.sub(d, v128.load(p, 48));
    e = i16x8.sub(e, v128.load(q)), f = i16x8.sub(f, v128.load(q, 16));
    g = i16x8.sub(g, v128.load(q, 32)), h = i16x8.sub(h, v128.load(q, 48));
  }
  if (present & 32) {
    const p = at + load<u32>(minus, 8), q = p + rowStep;
    a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
    c = i16x8.sub(c, v128.load(p, 32)), d = i16x8.sub(d, v128.load(p, 48));
    e = i16x8.sub(e, v128.load(q)), f = i16x8.sub(f, v128.load(q, 16));
    g = i16x8.sub(g, v128.load(q, 32)), h = i16x8.sub(h, v128.load(q, 48));
  }
  if (present & 64) {
    for (let term = plus + 12; term < terms.plusEnd; term += 4) {
      const p = at + load<u32>(term), q = p + rowStep;
      a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
      c = i16x8.add(c, v128.load(p, 32)), d = i16x8.add(d, v128.load(p, 48));
      e = i16x8.add(e, v128.load(q)), f = i16x8.add(f, v128.load(q, 16));
      g = i16x8.add(g, v128.load(q, 32)), h = i16x8.add(h, v128.load(q, 48));
    }
    for (let term = minus + 12; term < terms.minusEnd; term += 4) {
      const p = at + load<u32>(term), q = p + rowStep;
      a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
      c = i16x8.sub(c, v128.load(p, 32)), d = i16x8.sub(d, v128.load(p, 48));
      e = i16x8.sub(e, v128.load(q)), f = i16x8.sub(f, v128.load(q, 16));
      g = i16x8.sub(g, v128.load(q, 32)), h = i16x8.sub(h, v128.load(q, 48));
    }
  }
  if (keeps) {
    const below = sums + pitch;
    v128.store(sums, a), v128.store(sums, b, 16), v128.store(sums, c, 32), v128.store(sums, d, 48);
    v128.store(below, e), v128.store(below, f, 16), v128.store(below, g, 32), v128.store(below, h, 48);
  }
  const low = i16x8.neg(high);
  a = i16x8.max_s(i16x8.max_s(a, c), i16x8.max_s(e, g));
  b = i16x8.max_s(i16x8.max_s(b, d), i16x8.max_s(f, h));
  a = i16x8.max_s(low, i16x8.min_s(high, a)), b = i16x8.max_s(low, i16x8.min_s(high, b));
  if (changes) a = i16x8.sub(a, v128.load(before)), b = i16x8.sub(b, v128.load(before, 16));
  v128.store(out, a), v128.store(out, b, 16);
  return v128.or(a, b);
}

@inline
function combine(sum: usize, term: usize, minus: bool): v128 {
  return minus ? i16x8.sub(v128.load(sum), v128.load(term)) : i16x8.add(v128.load(sum), v128.load(term));
}

/** Words of a listed cell: its offset in the sums, from a term's place in the input, and in the output plane. */
const CELL_WORDS: usize = 3;

/** Words before the cells: how many there are, and the unit's reach. */
const HEAD_WORDS: usize = 2;

/** Most bytes of a unit's list. */
export function cellListBytes(layer: PlaneLayer): usize {
  return (HEAD_WORDS + <usize>(layer.outHeight * layer.outWidth) * CELL_WORDS) << 2;
}

@inline
function cellsOf(list: usize): usize {
  return list + (HEAD_WORDS << 2);
}

@inline
function cellsEnd(list: usize): usize {
  return cellsOf(list) + ((<usize>load<u32>(list) * CELL_WORDS) << 2);
}

/**
 * By how much the difference of two logits changes at most when all of a unit's cells change by up to 1: the largest
 * sum of
 * |difference of the weights that read a cell|, over all pairs of logits.
 */
@inline
export function reachOf(list: usize): i32 {
  return load<i32>(list, 4);
}

/** Lists the cells of a unit that some unit of the dense layer `next` reads. */
export function listCells(layer: PlaneLayer, next: PlaneLayer, unit: i32, list: usize): void {
  const area = layer.outHeight * layer.outWidth, features = layer.outChannels * area;
  let count = 0;
  for (let cell = 0; cell < area; cell++) {
    let weight = next.weights + <usize>(unit * area + cell);
    let used = false;
    for (let output = 0; output < next.outChannels; output++, weight += features) used = used || load<i8>(weight) != 0;
    if (!used) continue;
    const row = <usize>(cell / layer.outWidth), column = <usize>(cell % layer.outWidth);
    const to = cellsOf(list) + ((<usize>count * CELL_WORDS) << 2);
    store<u32>(to, (row << 1) * (<usize>layer.sumWidth << 5) + (column << 6));
    store<u32>(to, (row << 1) * layer.inPitch + (column << 6), 4);
    store<u32>(to, layer.outStart + row * layer.outPitch + (column << 5), 8);
    count++;
  }
  store<i32>(list, count);
  let reach = 0;
  for (let one = 1; one < next.outChannels; one++) {
    for (let other = 0; other < one; other++) {
      const weights = next.weights + <usize>(unit * area);
      const a = weights + <usize>(one * features), b = weights + <usize>(other * features);
      let sum = 0;
      for (let cell: usize = 0; cell < <usize>area; cell++) sum += abs(<i32>load<i8>(a + cell) - <i32>load<i8>(b + cell));
      reach = max(reach, sum);
    }
  }
  store<i32>(list, reach, 4);
}

/**
 * How much the listed cells of a unit change when `terms` (addresses) are added to the sums at `start`: into the plane
 * at `out`, whose other cells nobody reads. Returns whether any changes.
 */
export function changeListed16(layer: PlaneLayer, terms: Terms, list: usize, start: usize, before: usize, out: usize): bool {
  const plus = terms.plusEnd - terms.plus, minus = terms.minusEnd - terms.minus;
  // What a swap between two channels takes from one and gives to the other.
  if (plus == 4 && minus == 0) return addToListed(layer, load<u32>(terms.plus), list, start, before, out);
  if (plus == 0 && minus == 4) return subtractFromListed(layer, load<u32>(terms.minus), list, start, before, out);
  const high = clipOf(layer);
  const rowStep = layer.inPitch;
  const pitch = <usize>layer.sumWidth << 5;
  let any = i16x8.splat(0);
  noteTerms(terms);
  const end = cellsEnd(list);
  for (let cell = cellsOf(list); cell < end; cell += CELL_WORDS << 2) {
    const to = <usize>load<u32>(cell, 8);
    any = v128.or(
      any,
      takeCell(terms, <usize>load<u32>(cell, 4), rowStep, true, start + load<u32>(cell), false, 0, pitch, high, true, before + to, out + to),
    );
  }
  return v128.any_true(any);
}

// Functions of their own, as above.

function addToListed(layer: PlaneLayer, input: usize, list: usize, start: usize, before: usize, out: usize): bool {
  return changeListedOnce16(layer, input, false, list, start, before, out);
}

function subtractFromListed(layer: PlaneLayer, input: usize, list: usize, start: usize, before: usize, out: usize): bool {
  return changeListedOnce16(layer, input, true, list, start, before, out);
}

/** `changeListed16` with one term, which is added or subtracted. */
@inline
function changeListedOnce16(layer: PlaneLayer, input: usize, minus: bool, list: usize, start: usize, before: usize, out: usize): bool {
  const high = clipOf(layer);
  const rowStep = layer.inPitch;
  const pitch = <usize>layer.sumWidth << 5;
  let any = i16x8.splat(0);
  const end = cellsEnd(list);
  for (let cell = cellsOf(list); cell < end; cell += CELL_WORDS << 2) {
    const to = <usize>load<u32>(cell, 8);
    const s = start + load<u32>(cell), t = s + pitch;
    const p = input + load<u32>(cell, 4), q = p + rowStep;
    let a = combine(s, p, minus), b = combine(s + 16, p + 16, minus);
    a = i16x8.max_s(a, combine(t, q, minus)), b = i16x8.max_s(b, combine(t + 16, q + 16, minus));
    a = i16x8.max_s(a, combine(s + 32, p + 32, minus)), b = i16x8.max_s(b, combine(s + 48, p + 48, minus));
    a = i16x8.max_s(a, combine(t + 32, q + 32, minus)), b = i16x8.max_s(b, combine(t + 48, q + 48, minus));
    any = v128.or(any, v128.or(storeChange(a, high, before + to, out + to), storeChange(b, high, before + to + 16, out + to + 16)));
  }
  return v128.any_true(any);
}

/** Clips a pool's largest sum, and stores by how much that differs from what it was before. */
@inline
function storeChange(largest: v128, high: v128, before: usize, to: usize): v128 {
  const clipped = i16x8.max_s(i16x8.neg(high), i16x8.min_s(high, largest));
  const change = i16x8.sub(clipped, v128.load(before));
  v128.store(to, change);
  return change;
}

/** Whether `sumCells16` does what the layer needs. It leaves out sums that no pool window covers. */
export function hasCells16(layer: PlaneLayer): bool {
  return layer.sumBytes == 2 && layer.inBytes == 2 && layer.stride == 1 && layer.poolSize == 2 && layer.poolStride == 2;
}

/** Sums and the 2×2 max-pool in one pass, for 16-bit sums: the case of the MNIST network, and the quickest one. */
import { Layer } from "./_plane-layer";
import { Terms } from "./_sums";

/**
 * Like `sum16` and `pool` after one another. The sums are kept at `sums` unless that is 0.
 */
export function sumCells16(
  layer: Layer,
  terms: Terms,
  input: usize,
  start: usize,
  sums: usize,
  before: usize,
  out: usize,
): bool {
  if (start && before && !sums) {
    // What a swap between two channels takes from one and gives to the other.
    const plus = terms.plusEnd - terms.plus, minus = terms.minusEnd - terms.minus;
    if (plus == 4 && minus == 0) return changeCells16(layer, input + load<u32>(terms.plus), false, start, before, out);
    if (plus == 0 && minus == 4) return changeCells16(layer, input + load<u32>(terms.minus), true, start, before, out);
  }
  const high = i16x8.splat(<i16>min(layer.clip, 0x7fff)), low = i16x8.neg(high);
  const columnStep = layer.inStep * layer.stride, rowStep = layer.inPitch * layer.stride;
  const pitch = <usize>layer.sumWidth << 5;
  let any = i16x8.splat(0);
  for (let row = 0; row < layer.outHeight; row++) {
    let at = input;
    let to = layer.outStart + row * layer.outPitch;
    for (let column = 0; column < layer.outWidth; column++) {
      let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
      const cell = (<usize>(row << 1) * pitch) + (<usize>column << 6);
      if (start) {
        const p = start + cell;
        a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
        const q = p + pitch;
        e = v128.load(q), f = v128.load(q, 16), g = v128.load(q, 32), h = v128.load(q, 48);
      }
      const end = terms.plusEnd;
      for (let term = terms.plus; term < end; term += 4) {
        const p = at + load<u32>(term), q = p + rowStep;
        const r = p + columnStep, s = q + columnStep;
        a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
        c = i16x8.add(c, v128.load(r)), d = i16x8.add(d, v128.load(r, 16));
        e = i16x8.add(e, v128.load(q)), f = i16x8.add(f, v128.load(q, 16));
        g = i16x8.add(g, v128.load(s)), h = i16x8.add(h, v128.load(s, 16));
      }
      const minusEnd = terms.minusEnd;
      for (let term = terms.minus; term < minusEnd; term += 4) {
        const p = at + load<u32>(term), q = p + rowStep;
        const r = p + columnStep, s = q + columnStep;
        a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
        c = i16x8.sub(c, v128.load(r)), d = i16x8.sub(d, v128.load(r, 16));
        e = i16x8.sub(e, v128.load(q)), f = i16x8.sub(f, v128.load(q, 16));
        g = i16x8.sub(g, v128.load(s)), h = i16x8.sub(h, v128.load(s, 16));
      }
      if (sums) {
        const p = sums + cell, q = p + pitch;
        v128.store(p, a), v128.store(p, b, 16), v128.store(p, c, 32), v128.store(p, d, 48);
        v128.store(q, e), v128.store(q, f, 16), v128.store(q, g, 32), v128.store(q, h, 48);
      }
      a = i16x8.max_s(i16x8.max_s(a, c), i16x8.max_s(e, g));
      b = i16x8.max_s(i16x8.max_s(b, d), i16x8.max_s(f, h));
      a = i16x8.max_s(low, i16x8.min_s(high, a)), b = i16x8.max_s(low, i16x8.min_s(high, b));
      if (before) {
        a = i16x8.sub(a, v128.load(before + to)), b = i16x8.sub(b, v128.load(before + to, 16));
      }
      any = v128.or(any, v128.or(a, b));
      v128.store(out + to, a), v128.store(out + to, b, 16);
      to += 32;
      at += columnStep << 1;
    }
    input += rowStep << 1;
  }
  return v128.any_true(any);
}

/** `sumCells16` with one term, which is added or subtracted; the sums are not kept. */
@inline
function changeCells16(layer: Layer, input: usize, minus: bool, start: usize, before: usize, out: usize): bool {
  const high = i16x8.splat(<i16>min(layer.clip, 0x7fff)), low = i16x8.neg(high);
  const columnStep = layer.inStep * layer.stride, rowStep = layer.inPitch * layer.stride;
  const pitch = <usize>layer.sumWidth << 5;
  const width = <usize>layer.outWidth << 6;
  let any = i16x8.splat(0);
  for (let row = 0; row < layer.outHeight; row++) {
    let p = input, s = start;
    let to = out + layer.outStart + row * layer.outPitch;
    const shift = before - out;
    for (const end = start + width; s < end; s += 64) {
      const q = p + rowStep, t = s + pitch;
      let a = combine(s, p, minus), b = combine(s + 16, p + 16, minus);
      a = i16x8.max_s(a, combine(t, q, minus)), b = i16x8.max_s(b, combine(t + 16, q + 16, minus));
      p += columnStep;
      const r = q + columnStep;
      a = i16x8.max_s(a, combine(s + 32, p, minus)), b = i16x8.max_s(b, combine(s + 48, p + 16, minus));
      a = i16x8.max_s(a, combine(t + 32, r, minus)), b = i16x8.max_s(b, combine(t + 48, r + 16, minus));
      a = i16x8.max_s(low, i16x8.min_s(high, a)), b = i16x8.max_s(low, i16x8.min_s(high, b));
      a = i16x8.sub(a, v128.load(to + shift)), b = i16x8.sub(b, v128.load(to + shift, 16));
      any = v128.or(any, v128.or(a, b));
      v128.store(to, a), v128.store(to, b, 16);
      to += 32;
      p += columnStep;
    }
    input += rowStep << 1;
    start += pitch << 1;
  }
  return v128.any_true(any);
}

@inline
function combine(sum: usize, term: usize, minus: bool): v128 {
  return minus ? i16x8.sub(v128.load(sum), v128.load(term)) : i16x8.add(v128.load(sum), v128.load(term));
}

/** Whether cells can be listed: where the input's columns are as close as the sums'. */
export function hasListedCells16(layer: Layer): bool {
  return hasCells16(layer) && layer.stride == 1;
}

/** Words of a listed cell: its offset in the sums, from a term's place in the input, and in the output plane. */
const CELL_WORDS: usize = 3;

/** Words before the cells: how many there are, and the unit's reach. */
const HEAD_WORDS: usize = 2;

/** Most bytes of a unit's list. */
export function cellListBytes(layer: Layer): usize {
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
 * By how much the difference of two logits changes at most when all of a unit's cells change by up to 1: the largest sum of
 * |difference of the weights that read a cell|, over all pairs of logits.
 */
@inline
export function reachOf(list: usize): i32 {
  return load<i32>(list, 4);
}

/** Lists the cells of a unit that some unit of the dense layer `next` reads. */
export function listCells(layer: Layer, next: Layer, unit: i32, list: usize): void {
  const area = layer.outHeight * layer.outWidth, features = layer.outChannels * area;
  let count = 0;
  for (let cell = 0; cell < area; cell++) {
    let weight = next.weights + <usize>(unit * area + cell);
    let used = false;
    for (let reader = 0; reader < next.outChannels; reader++, weight += features) used = used || load<i8>(weight) != 0;
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
 * How much the listed cells of a unit change when `terms` (addresses) are added to the sums at `start`: into the plane at
 * `out`, whose other cells nobody reads. Returns whether any changes.
 */
export function changeListed16(layer: Layer, terms: Terms, list: usize, start: usize, before: usize, out: usize): bool {
  const plus = terms.plusEnd - terms.plus, minus = terms.minusEnd - terms.minus;
  // What a swap between two channels takes from one and gives to the other.
  if (plus == 4 && minus == 0) return changeListedOnce16(layer, load<u32>(terms.plus), false, list, start, before, out);
  if (plus == 0 && minus == 4) return changeListedOnce16(layer, load<u32>(terms.minus), true, list, start, before, out);
  const high = i16x8.splat(<i16>min(layer.clip, 0x7fff));
  const rowStep = layer.inPitch;
  const pitch = <usize>layer.sumWidth << 5;
  let any = i16x8.splat(0);
  const end = cellsEnd(list);
  for (let cell = cellsOf(list); cell < end; cell += CELL_WORDS << 2) {
    const at = <usize>load<u32>(cell, 4), to = <usize>load<u32>(cell, 8);
    const s = start + load<u32>(cell), t = s + pitch;
    let a = v128.load(s), b = v128.load(s, 16), c = v128.load(s, 32), d = v128.load(s, 48);
    let e = v128.load(t), f = v128.load(t, 16), g = v128.load(t, 32), h = v128.load(t, 48);
    for (let term = terms.plus, last = terms.plusEnd; term < last; term += 4) {
      const p = at + load<u32>(term), q = p + rowStep;
      a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
      c = i16x8.add(c, v128.load(p, 32)), d = i16x8.add(d, v128.load(p, 48));
      e = i16x8.add(e, v128.load(q)), f = i16x8.add(f, v128.load(q, 16));
      g = i16x8.add(g, v128.load(q, 32)), h = i16x8.add(h, v128.load(q, 48));
    }
    for (let term = terms.minus, last = terms.minusEnd; term < last; term += 4) {
      const p = at + load<u32>(term), q = p + rowStep;
      a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
      c = i16x8.sub(c, v128.load(p, 32)), d = i16x8.sub(d, v128.load(p, 48));
      e = i16x8.sub(e, v128.load(q)), f = i16x8.sub(f, v128.load(q, 16));
      g = i16x8.sub(g, v128.load(q, 32)), h = i16x8.sub(h, v128.load(q, 48));
    }
    a = i16x8.max_s(i16x8.max_s(a, c), i16x8.max_s(e, g));
    b = i16x8.max_s(i16x8.max_s(b, d), i16x8.max_s(f, h));
    any = v128.or(any, v128.or(storeChange(a, high, before + to, out + to), storeChange(b, high, before + to + 16, out + to + 16)));
  }
  return v128.any_true(any);
}

/** `changeListed16` with one term, which is added or subtracted. */
@inline
function changeListedOnce16(layer: Layer, input: usize, minus: bool, list: usize, start: usize, before: usize, out: usize): bool {
  const high = i16x8.splat(<i16>min(layer.clip, 0x7fff));
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
export function hasCells16(layer: Layer): bool {
  return layer.sumBytes == 2 && layer.poolSize == 2 && layer.poolStride == 2 && layer.inBytes == 2;
}

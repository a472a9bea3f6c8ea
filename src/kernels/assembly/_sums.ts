/**
 * Sums of inputs with weights −1 and +1 at every position of one output channel, for 16 images at once.
 * A list holds the places to add or subtract, as offsets from `input` (or addresses, when `input` is 0).
 * Sums are consecutive: [row][column][16 images].
 */
import { BLOCK } from "./_plane-layer";

/** What is summed: where the inputs lie and which of them count. */
@unmanaged
export class Terms {
  plus: usize;
  plusEnd: usize;
  minus: usize;
  minusEnd: usize;
  /**
   * What _cells.ts looks for: bits 0 to 2 are the first terms that are added, 3 to 5 those that are subtracted, 6 all
   * others.
   */
  present: i32;
}

@inline
export function countPlus(terms: Terms): i32 {
  return <i32>((terms.plusEnd - terms.plus) >> 2);
}

@inline
export function countMinus(terms: Terms): i32 {
  return <i32>((terms.minusEnd - terms.minus) >> 2);
}

/** How many inputs are added or subtracted at each position. */
@inline
export function countTerms(terms: Terms): i32 {
  return countPlus(terms) + countMinus(terms);
}

/**
 * 16-bit inputs whose sums fit in 16 bits, in the end or, for `wide` sums of 32 bits, because they are so few
 * (`countTerms`); intermediate sums may wrap around, so they are exact. `start` has the sums to begin with, 0 means
 * none; it may be `out`.
 */
@inline
export function sum16(
  terms: Terms,
  input: usize,
  rowStep: usize,
  columnStep: usize,
  height: i32,
  width: i32,
  start: usize,
  out: usize,
  wide: bool,
): void {
  for (let row = 0; row < height; row++) {
    let at = input;
    let column = 0;
    for (; column + 4 <= width; column += 4) {
      let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
      for (let term = terms.plus, end = terms.plusEnd; term < end; term += 4) {
        let p = at + load<u32>(term);
        a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16)), p += columnStep;
        c = i16x8.add(c, v128.load(p)), d = i16x8.add(d, v128.load(p, 16)), p += columnStep;
        e = i16x8.add(e, v128.load(p)), f = i16x8.add(f, v128.load(p, 16)), p += columnStep;
        g = i16x8.add(g, v128.load(p)), h = i16x8.add(h, v128.load(p, 16));
      }
      for (let term = terms.minus, end = terms.minusEnd; term < end; term += 4) {
        let p = at + load<u32>(term);
        a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16)), p += columnStep;
        c = i16x8.sub(c, v128.load(p)), d = i16x8.sub(d, v128.load(p, 16)), p += columnStep;
        e = i16x8.sub(e, v128.load(p)), f = i16x8.sub(f, v128.load(p, 16)), p += columnStep;
        g = i16x8.sub(g, v128.load(p)), h = i16x8.sub(h, v128.load(p, 16));
      }
      put(start, out, a, 0, wide), put(start, out, b, 1, wide), put(start, out, c, 2, wide), put(start, out, d, 3, wide);
      put(start, out, e, 4, wide), put(start, out, f, 5, wide), put(start, out, g, 6, wide), put(start, out, h, 7, wide);
      if (start) start += wide ? 256 : 128;
      out += wide ? 256 : 128;
      at += columnStep << 2;
    }
    for (; column < width; column++) {
      let a = i16x8.splat(0), b = a;
      for (let term = terms.plus, end = terms.plusEnd; term < end; term += 4) {
        const p = at + load<u32>(term);
        a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
      }
      for (let term = terms.minus, end = terms.minusEnd; term < end; term += 4) {
        const p = at + load<u32>(term);
        a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
      }
      put(start, out, a, 0, wide), put(start, out, b, 1, wide);
      if (start) start += wide ? 64 : 32;
      out += wide ? 64 : 32;
      at += columnStep;
    }
    input += rowStep;
  }
}

/**
 * Stores 8 16-bit sums as the one numbered `index`, on top of what is at `start` unless that is 0, in 16 bits or 32.
 */
@inline
function put(start: usize, out: usize, values: v128, index: usize, wide: bool): void {
  if (wide) {
    let low = i32x4.extend_low_i16x8_s(values), high = i32x4.extend_high_i16x8_s(values);
    const offset = index << 5;
    if (start) low = i32x4.add(low, v128.load(start + offset)), high = i32x4.add(high, v128.load(start + offset, 16));
    v128.store(out + offset, low), v128.store(out + offset, high, 16);
  } else {
    const offset = index << 4;
    v128.store(out + offset, start ? i16x8.add(values, v128.load(start + offset)) : values);
  }
}

/**
 * 16-bit inputs, 32-bit sums: adds up to `chunk` inputs in 16 bits, where they cannot overflow, then widens. The sums
 * at `out` are changed in place.
 */
export function sum32(
  terms: Terms,
  input: usize,
  rowStep: usize,
  columnStep: usize,
  height: i32,
  width: i32,
  chunk: i32,
  out: usize,
): void {
  const span = <usize>chunk << 2;
  for (let row = 0; row < height; row++) {
    let at = input;
    let column = 0;
    for (; column + 4 <= width; column += 4) {
      for (let from = terms.plus, end = terms.plusEnd; from < end; ) {
        const to = min(end, from + span);
        let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (; from < to; from += 4) {
          let p = at + load<u32>(from);
          a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16)), p += columnStep;
          c = i16x8.add(c, v128.load(p)), d = i16x8.add(d, v128.load(p, 16)), p += columnStep;
          e = i16x8.add(e, v128.load(p)), f = i16x8.add(f, v128.load(p, 16)), p += columnStep;
          g = i16x8.add(g, v128.load(p)), h = i16x8.add(h, v128.load(p, 16));
        }
        addWide(out, a), addWide(out + 32, b), addWide(out + 64, c), addWide(out + 96, d);
        addWide(out + 128, e), addWide(out + 160, f), addWide(out + 192, g), addWide(out + 224, h);
      }
      for (let from = terms.minus, end = terms.minusEnd; from < end; ) {
        const to = min(end, from + span);
        let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
        for (; from < to; from += 4) {
          let p = at + load<u32>(from);
          a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16)), p += columnStep;
          c = i16x8.sub(c, v128.load(p)), d = i16x8.sub(d, v128.load(p, 16)), p += columnStep;
          e = i16x8.sub(e, v128.load(p)), f = i16x8.sub(f, v128.load(p, 16)), p += columnStep;
          g = i16x8.sub(g, v128.load(p)), h = i16x8.sub(h, v128.load(p, 16));
        }
        addWide(out, a), addWide(out + 32, b), addWide(out + 64, c), addWide(out + 96, d);
        addWide(out + 128, e), addWide(out + 160, f), addWide(out + 192, g), addWide(out + 224, h);
      }
      out += 256;
      at += columnStep << 2;
    }
    for (; column < width; column++) {
      for (let from = terms.plus, end = terms.plusEnd; from < end; ) {
        const to = min(end, from + span);
        let a = i16x8.splat(0), b = a;
        for (; from < to; from += 4) {
          const p = at + load<u32>(from);
          a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
        }
        addWide(out, a), addWide(out + 32, b);
      }
      for (let from = terms.minus, end = terms.minusEnd; from < end; ) {
        const to = min(end, from + span);
        let a = i16x8.splat(0), b = a;
        for (; from < to; from += 4) {
          const p = at + load<u32>(from);
          a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
        }
        addWide(out, a), addWide(out + 32, b);
      }
      out += 64;
      at += columnStep;
    }
    input += rowStep;
  }
}

/** Adds 8 16-bit values to 8 32-bit ones. */
@inline
function addWide(out: usize, values: v128): void {
  v128.store(out, i32x4.add(v128.load(out), i32x4.extend_low_i16x8_s(values)));
  v128.store(out, i32x4.add(v128.load(out, 16), i32x4.extend_high_i16x8_s(values)), 16);
}

/**
 * 32-bit inputs and sums, for divisors so large that nothing smaller is safe. The sums at `out` are changed in place.
 */
export function sumWide(
  terms: Terms,
  input: usize,
  rowStep: usize,
  columnStep: usize,
  height: i32,
  width: i32,
  out: usize,
): void {
  for (let row = 0; row < height; row++) {
    let at = input;
    for (let column = 0; column < width; column++) {
      let a = v128.load(out), b = v128.load(out, 16), c = v128.load(out, 32), d = v128.load(out, 48);
      const end = terms.plusEnd;
      for (let term = terms.plus; term < end; term += 4) {
        const p = at + load<u32>(term);
        a = i32x4.add(a, v128.load(p)), b = i32x4.add(b, v128.load(p, 16));
        c = i32x4.add(c, v128.load(p, 32)), d = i32x4.add(d, v128.load(p, 48));
      }
      const minusEnd = terms.minusEnd;
      for (let term = terms.minus; term < minusEnd; term += 4) {
        const p = at + load<u32>(term);
        a = i32x4.sub(a, v128.load(p)), b = i32x4.sub(b, v128.load(p, 16));
        c = i32x4.sub(c, v128.load(p, 32)), d = i32x4.sub(d, v128.load(p, 48));
      }
      v128.store(out, a), v128.store(out, b, 16), v128.store(out, c, 32), v128.store(out, d, 48);
      out += BLOCK << 2;
      at += columnStep;
    }
    input += rowStep;
  }
}

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
}

/**
 * 16-bit inputs and sums. `start` has the sums to begin with, 0 means none; it may be `out`.
 * Intermediate sums may wrap around; the final ones fit, so they are exact.
 */
export function sum16(
  terms: Terms,
  input: usize,
  rowStep: usize,
  columnStep: usize,
  height: i32,
  width: i32,
  start: usize,
  out: usize,
): void {
  for (let row = 0; row < height; row++) {
    let at = input;
    let column = 0;
    for (; column + 4 <= width; column += 4) {
      let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
      if (start) {
        a = v128.load(start), b = v128.load(start, 16), c = v128.load(start, 32), d = v128.load(start, 48);
        e = v128.load(start, 64), f = v128.load(start, 80), g = v128.load(start, 96), h = v128.load(start, 112);
        start += 128;
      }
      const end = terms.plusEnd;
      for (let term = terms.plus; term < end; term += 4) {
        let p = at + load<u32>(term);
        a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16)), p += columnStep;
        c = i16x8.add(c, v128.load(p)), d = i16x8.add(d, v128.load(p, 16)), p += columnStep;
        e = i16x8.add(e, v128.load(p)), f = i16x8.add(f, v128.load(p, 16)), p += columnStep;
        g = i16x8.add(g, v128.load(p)), h = i16x8.add(h, v128.load(p, 16));
      }
      const minusEnd = terms.minusEnd;
      for (let term = terms.minus; term < minusEnd; term += 4) {
        let p = at + load<u32>(term);
        a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16)), p += columnStep;
        c = i16x8.sub(c, v128.load(p)), d = i16x8.sub(d, v128.load(p, 16)), p += columnStep;
        e = i16x8.sub(e, v128.load(p)), f = i16x8.sub(f, v128.load(p, 16)), p += columnStep;
        g = i16x8.sub(g, v128.load(p)), h = i16x8.sub(h, v128.load(p, 16));
      }
      v128.store(out, a), v128.store(out, b, 16), v128.store(out, c, 32), v128.store(out, d, 48);
      v128.store(out, e, 64), v128.store(out, f, 80), v128.store(out, g, 96), v128.store(out, h, 112);
      out += 128;
      at += columnStep << 2;
    }
    for (; column < width; column++) {
      let a = i16x8.splat(0), b = a;
      if (start) {
        a = v128.load(start), b = v128.load(start, 16);
        start += 32;
      }
      const end = terms.plusEnd;
      for (let term = terms.plus; term < end; term += 4) {
        const p = at + load<u32>(term);
        a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
      }
      const minusEnd = terms.minusEnd;
      for (let term = terms.minus; term < minusEnd; term += 4) {
        const p = at + load<u32>(term);
        a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
      }
      v128.store(out, a), v128.store(out, b, 16);
      out += 32;
      at += columnStep;
    }
    input += rowStep;
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

/** How many inputs are added or subtracted at each position. */
@inline
export function countTerms(terms: Terms): i32 {
  return <i32>((terms.plusEnd - terms.plus + terms.minusEnd - terms.minus) >> 2);
}

/**
 * 16-bit inputs, so few of them that they cannot overflow in 16 bits; 32-bit sums. `start` has the sums to begin with, 0
 * means none; it may be `out`.
 */
export function sumFew32(
  terms: Terms,
  input: usize,
  rowStep: usize,
  columnStep: usize,
  height: i32,
  width: i32,
  start: usize,
  out: usize,
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
      storeWide(start, out, a), storeWide(start, out, b, 32), storeWide(start, out, c, 64), storeWide(start, out, d, 96);
      storeWide(start, out, e, 128), storeWide(start, out, f, 160), storeWide(start, out, g, 192), storeWide(start, out, h, 224);
      if (start) start += 256;
      out += 256;
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
      storeWide(start, out, a), storeWide(start, out, b, 32);
      if (start) start += 64;
      out += 64;
      at += columnStep;
    }
    input += rowStep;
  }
}

/** Stores 8 16-bit values, on top of 8 32-bit ones unless `start` is 0, as 32-bit ones. */
@inline
function storeWide(start: usize, out: usize, values: v128, offset: usize = 0): void {
  let low = i32x4.extend_low_i16x8_s(values), high = i32x4.extend_high_i16x8_s(values);
  if (start) low = i32x4.add(low, v128.load(start + offset)), high = i32x4.add(high, v128.load(start + offset, 16));
  v128.store(out + offset, low), v128.store(out + offset, high, 16);
}

/** Adds 8 16-bit values to 8 32-bit ones. */
@inline
function addWide(out: usize, values: v128): void {
  v128.store(out, i32x4.add(v128.load(out), i32x4.extend_low_i16x8_s(values)));
  v128.store(out, i32x4.add(v128.load(out, 16), i32x4.extend_high_i16x8_s(values)), 16);
}

/** 32-bit inputs and sums, for divisors so large that nothing smaller is safe. The sums at `out` are changed in place. */
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

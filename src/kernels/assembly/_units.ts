/** One unit of a hidden dense layer for 16 images: sums, clip and change in registers, without a pool to go through. */
import { PlaneLayer } from "./_plane-layer";
import { Terms } from "./_sums";

/** Whether `unit32` does what the layer needs. */
export function hasUnits32(layer: PlaneLayer): bool {
  return layer.sumBytes == 4 && layer.inBytes == 2 && layer.poolSize == 1 && layer.sumHeight * layer.sumWidth == 1;
}

/** Like `sum32` and `pool` after one another. The sums are kept at `sums` unless that is 0. */
export function unit32(
  layer: PlaneLayer,
  terms: Terms,
  chunk: i32,
  input: usize,
  start: usize,
  sums: usize,
  before: usize,
  out: usize,
): bool {
  let a = i32x4.splat(0), b = a, c = a, d = a;
  if (start) a = v128.load(start), b = v128.load(start, 16), c = v128.load(start, 32), d = v128.load(start, 48);
  const span = <usize>chunk << 2;
  for (let from = terms.plus, end = terms.plusEnd; from < end; ) {
    let p = i16x8.splat(0), q = p;
    for (const to = min(end, from + span); from < to; from += 4) {
      const at = input + load<u32>(from);
      p = i16x8.add(p, v128.load(at)), q = i16x8.add(q, v128.load(at, 16));
    }
    a = i32x4.add(a, i32x4.extend_low_i16x8_s(p)), b = i32x4.add(b, i32x4.extend_high_i16x8_s(p));
    c = i32x4.add(c, i32x4.extend_low_i16x8_s(q)), d = i32x4.add(d, i32x4.extend_high_i16x8_s(q));
  }
  for (let from = terms.minus, end = terms.minusEnd; from < end; ) {
    let p = i16x8.splat(0), q = p;
    for (const to = min(end, from + span); from < to; from += 4) {
      const at = input + load<u32>(from);
      p = i16x8.add(p, v128.load(at)), q = i16x8.add(q, v128.load(at, 16));
    }
    a = i32x4.sub(a, i32x4.extend_low_i16x8_s(p)), b = i32x4.sub(b, i32x4.extend_high_i16x8_s(p));
    c = i32x4.sub(c, i32x4.extend_low_i16x8_s(q)), d = i32x4.sub(d, i32x4.extend_high_i16x8_s(q));
  }
  if (sums) v128.store(sums, a), v128.store(sums, b, 16), v128.store(sums, c, 32), v128.store(sums, d, 48);
  const high = i32x4.splat(layer.clip), low = i32x4.neg(high);
  a = i32x4.max_s(low, i32x4.min_s(high, a)), b = i32x4.max_s(low, i32x4.min_s(high, b));
  c = i32x4.max_s(low, i32x4.min_s(high, c)), d = i32x4.max_s(low, i32x4.min_s(high, d));
  out += layer.outStart;
  before = before ? before + layer.outStart : 0;
  if (layer.outBytes == 2) {
    let e = i16x8.narrow_i32x4_s(a, b), f = i16x8.narrow_i32x4_s(c, d);
    if (before) e = i16x8.sub(e, v128.load(before)), f = i16x8.sub(f, v128.load(before, 16));
    v128.store(out, e), v128.store(out, f, 16);
    return v128.any_true(v128.or(e, f));
  }
  if (before) {
    a = i32x4.sub(a, v128.load(before)), b = i32x4.sub(b, v128.load(before, 16));
    c = i32x4.sub(c, v128.load(before, 32)), d = i32x4.sub(d, v128.load(before, 48));
  }
  v128.store(out, a), v128.store(out, b, 16), v128.store(out, c, 32), v128.store(out, d, 48);
  return v128.any_true(v128.or(v128.or(a, b), v128.or(c, d)));
}

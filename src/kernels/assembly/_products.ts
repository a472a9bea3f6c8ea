/**
 * Pairs of half moves, a removal and an addition, whose changes of the logits add up. Rows are [output][16 pictures]
 * 32-bit integers and one row of 16 more.
 */
import { addExponents, bandOf, costOf, exp, exponentOf, multiplySums, referenceOf } from "./_cross-entropy";

/** Bytes of what is kept of a half move for one block. */
@inline
export function rowBytes(outputs: i32): usize {
  return <usize>(outputs + 1) << 6;
}

/** Keeps a half move's logits, or without `present` how much it changes them. `step`: bytes between outputs. */
export function keepRow(outputs: i32, values: usize, step: usize, present: usize, presentStep: usize, row: usize): void {
  for (let output = 0; output < outputs; output++) {
    for (let part: usize = 0; part < 64; part += 16) {
      const value = v128.load(values + part);
      v128.store(row + part, present ? i32x4.sub(value, v128.load(present + part)) : value);
    }
    values += step;
    present += present ? presentStep : 0;
    row += 64;
  }
}

/**
 * Makes margins of a row in place: how far the label's value is ahead of each class's, and last the smallest.
 * @param ties whether an equal value of an earlier class wins, too, as it does among logits
 */
export function takeMargins(outputs: i32, row: usize, labels: usize, lanes: usize, ties: bool): void {
  for (let part: usize = 0; part < 64; part += 16) {
    const label = v128.load(labels + part), counts = v128.load(lanes + part);
    let own = i32x4.splat(0);
    for (let output = 0; output < outputs; output++) {
      const value = v128.load(row + ((<usize>output) << 6) + part);
      own = v128.bitselect(value, own, i32x4.eq(label, i32x4.splat(output)));
    }
    let least = i32x4.splat(0);
    for (let output = 0; output < outputs; output++) {
      const at = row + ((<usize>output) << 6) + part;
      let margin = i32x4.sub(own, v128.load(at));
      // A comparison that holds is −1.
      if (ties) margin = i32x4.add(margin, i32x4.gt_s(label, i32x4.splat(output)));
      margin = v128.and(margin, counts);
      least = output == 0 ? margin : i32x4.min_s(least, margin);
      v128.store(at, margin);
    }
    v128.store(row + ((<usize>outputs) << 6) + part, least);
  }
}

/** Wrong pictures among 16 after both half moves: those with a negative margin. */
export function pairErrors(outputs: i32, removal: usize, addition: usize): i32 {
  const last = (<usize>outputs) << 6;
  let wrong = i32x4.splat(0);
  for (let part: usize = 0; part < 64; part += 16) {
    const atLeast = i32x4.add(v128.load(removal + last + part), v128.load(addition + last + part));
    wrong = v128.or(wrong, atLeast);
  }
  // No margin is so small that both together could turn it.
  if (!i32x4.bitmask(wrong)) return 0;
  let count = 0;
  for (let part: usize = 0; part < 64; part += 16) {
    let least = i32x4.splat(0);
    const end = removal + last + part;
    for (let r = removal + part, a = addition + part; r < end; r += 64, a += 64) {
      least = i32x4.min_s(least, i32x4.add(v128.load(r), v128.load(a)));
    }
    count += popcnt(i32x4.bitmask(least));
  }
  return count;
}

/** The logits after both half moves, [output][16 pictures]. */
export function pairLogits(outputs: i32, removal: usize, addition: usize, out: usize): void {
  const bytes = (<usize>outputs) << 6;
  for (let at: usize = 0; at < bytes; at += 16) {
    v128.store(out + at, i32x4.add(v128.load(removal + at), v128.load(addition + at)));
  }
}

/**
 * An addition changes no exponent by more: products of exponentials then stay far from the ends of 32-bit floats, and what
 * `exp` takes for e⁻⁸⁰ stays small beside the largest one.
 */
const MOST_CHANGE: f32 = 16;

/**
 * Makes exponentials of all rows in place: of a removal's logits (relative to the reference of its largest one), of an
 * addition's changes; in the last row the label's exponents. Pictures that do not count cost nothing.
 * Returns false, with nothing done, where some change is so large that products of exponentials would leave the range of
 * 32-bit floats.
 */
export function takeShares(
  outputs: i32,
  removals: usize,
  additions: usize,
  end: usize,
  scale: f32,
  labels: usize,
  lanes: usize,
): bool {
  const bytes = rowBytes(outputs), last = bytes - 64;
  const most = MOST_CHANGE / scale, limit = most < 1073741824 ? <i32>most : 1073741824;
  let largest = i32x4.splat(0);
  for (let row = additions; row < end; row += bytes) {
    for (let at: usize = 0; at < last; at += 16) largest = i32x4.max_s(largest, i32x4.abs(v128.load(row + at)));
  }
  if (v128.any_true(i32x4.gt_s(largest, i32x4.splat(limit)))) return false;
  const band = bandOf(scale), factor = f32x4.splat(scale);
  for (let row = removals; row < end; row += bytes) {
    for (let part: usize = 0; part < 64; part += 16) {
      const label = v128.load(labels + part), counts = v128.load(lanes + part);
      let reference = f32x4.splat(0);
      if (row < additions) {
        let best = v128.load(row + part);
        for (let at: usize = 64; at < last; at += 64) best = i32x4.max_s(best, v128.load(row + at + part));
        reference = referenceOf(f32x4.convert_i32x4_s(best), band);
      }
      let own = f32x4.splat(0);
      for (let output = 0; output < outputs; output++) {
        const at = row + ((<usize>output) << 6) + part;
        const exponent = exponentOf(f32x4.sub(f32x4.convert_i32x4_s(v128.load(at)), reference), factor);
        own = v128.bitselect(exponent, own, i32x4.eq(label, i32x4.splat(output)));
        // Where there is no picture the exponentials have a sum of 1.
        v128.store(at, v128.bitselect(exp(exponent), f32x4.splat(output == 0 ? 1 : 0), counts));
      }
      v128.store(row + last + part, v128.and(own, counts));
    }
  }
  return true;
}

/** Cross-entropy of 16 pictures after both half moves, to about 22 bits, from what `takeShares` made. */
export function pairCrossEntropy(outputs: i32, removal: usize, addition: usize): f64 {
  const last = (<usize>outputs) << 6;
  let a = f32x4.splat(0), b = a, c = a, d = a;
  for (const end = removal + last; removal < end; removal += 64, addition += 64) {
    a = f32x4.add(a, f32x4.mul(v128.load(removal), v128.load(addition)));
    b = f32x4.add(b, f32x4.mul(v128.load(removal, 16), v128.load(addition, 16)));
    c = f32x4.add(c, f32x4.mul(v128.load(removal, 32), v128.load(addition, 32)));
    d = f32x4.add(d, f32x4.mul(v128.load(removal, 48), v128.load(addition, 48)));
  }
  const product = multiplySums(multiplySums(multiplySums(multiplySums(f64x2.splat(1), a), b), c), d);
  let exponents = f64x2.splat(0);
  for (let part: usize = 0; part < 64; part += 16) {
    exponents = addExponents(exponents, f32x4.add(v128.load(removal), v128.load(addition)));
    removal += 16, addition += 16;
  }
  return costOf(product, exponents);
}

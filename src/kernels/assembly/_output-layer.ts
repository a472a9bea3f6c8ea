/**
 * Swaps in a last dense layer, whose neighbours need no forward pass: two logits of each picture change, by one feature
 * each. Features are kept as [feature][picture] here, for all pictures or for those whose class can change at all.
 */
import { exp } from "./_costs";
import { BLOCK } from "./_plane-layer";

/** Fields the host writes. */
@unmanaged
export class OutputLayer {
  classes: i32;
  features: i32;
  /** Places for pictures, a multiple of 16, and what picture each holds (−1: none). */
  columns: i32;
  pictures: usize;
  /** 16-bit features, `rowBytes` each; margins likewise, one row a class. */
  rows: usize;
  rowBytes: usize;
  margins: usize;
  /** Labels, 16 bits each; −1 where there is no picture. */
  labels: usize;
  /** Room for four rows of one chunk. */
  conditions: usize;
  /** exp(logit · scale), relative to the largest: 32-bit floats, `exponentialBytes` a class; and their sum. */
  exponentials: usize;
  exponentialBytes: usize;
  exponentialSum: usize;
  /** How far the label is behind the largest logit, times scale. */
  behind: usize;
}

/** Pictures that a pair of classes is prepared for at a time: what that takes stays in the first-level cache. */
const CHUNK = 1024;

/** Copies features of the pictures in the layer's columns from the blocks' states, where they are 16 to a row. */
export function gatherFeatures(layer: OutputLayer, states: usize, stateBytes: usize): void {
  const size = <i32>BLOCK;
  for (let column = 0; column < layer.columns; column += size) {
    const numbers = layer.pictures + ((<usize>column) << 2);
    let to = layer.rows + ((<usize>column) << 1);
    if (isBlock(numbers)) {
      let from = states + <usize>(load<i32>(numbers) / size) * stateBytes;
      for (let feature = 0; feature < layer.features; feature++) {
        v128.store(to, v128.load(from)), v128.store(to, v128.load(from, 16), 16);
        from += BLOCK << 1;
        to += layer.rowBytes;
      }
      continue;
    }
    for (let lane: usize = 0; lane < BLOCK; lane++) {
      const picture = load<i32>(numbers + (lane << 2));
      let from = states + <usize>(picture / size) * stateBytes + ((<usize>(picture % size)) << 1);
      let at = to + (lane << 1);
      for (let feature = 0; feature < layer.features; feature++) {
        store<i16>(at, picture < 0 ? 0 : load<i16>(from));
        from += BLOCK << 1;
        at += layer.rowBytes;
      }
    }
  }
}

/** Whether 16 columns hold one whole block of pictures (absent ones at the end are as good as present). */
function isBlock(numbers: usize): bool {
  const first = load<i32>(numbers);
  if (first < 0 || first % <i32>BLOCK != 0) return false;
  for (let lane = 1; lane < <i32>BLOCK; lane++) {
    const picture = load<i32>(numbers + ((<usize>lane) << 2));
    if (picture >= 0 && picture != first + lane) return false;
  }
  return true;
}

/** By how much the label's logit wins over class `other`: not negative when it does, the tie rule included. */
@inline
function margin(values: usize, valueBytes: usize, label: i32, other: i32): i32 {
  return load<i32>(values + <usize>label * valueBytes) - load<i32>(values + <usize>other * valueBytes) - i32(other < label);
}

/** The smallest margin of each picture: whether, and how surely, it is classified right. `values` are the logits. */
export function smallestMargins(classes: i32, count: i32, values: usize, valueBytes: usize, labels: usize, out: usize): void {
  for (let picture = 0; picture < count; picture++) {
    const at = (<usize>picture) << 2;
    const label = load<i32>(labels + at);
    let least = i32.MAX_VALUE;
    for (let other = 0; other < classes; other++) {
      if (other != label) least = min(least, margin(values + at, valueBytes, label, other));
    }
    store<i32>(out + at, least);
  }
}

/**
 * Labels and margins of all columns. A margin saturates at 16 bits; that is exact, since no swap changes one by more
 * than the host allows for. The label's own margin is the largest number.
 */
export function takeMargins(layer: OutputLayer, values: usize, valueBytes: usize, labels: usize): void {
  for (let column = 0; column < layer.columns; column++) {
    const picture = load<i32>(layer.pictures + ((<usize>column) << 2));
    const at = (<usize>picture) << 2;
    const label = picture < 0 ? -1 : load<i32>(labels + at);
    store<i16>(layer.labels + ((<usize>column) << 1), <i16>label);
    let to = layer.margins + ((<usize>column) << 1);
    for (let other = 0; other < layer.classes; other++) {
      const own = picture < 0 || other == label ? 0x7fff : margin(values + at, valueBytes, label, other);
      store<i16>(to, <i16>min(max(own, -0x8000), 0x7fff));
      to += layer.rowBytes;
    }
  }
}

/** A swap of the list: where its two features' rows are, their weights' signs, and where its result goes. */
@unmanaged
class OutputSwap {
  removed: usize;
  added: usize;
  removedSign: i16;
  addedSign: i16;
  result: usize;
}

/**
 * Wrongly classified pictures among the columns after each swap of a list, added to 32-bit results. The list is sorted
 * by the pair of classes (removed from, added to); `starts` has where each pair begins.
 */
export function countErrors(layer: OutputLayer, swaps: usize, starts: usize): void {
  const classes = layer.classes;
  for (let column = 0; column < layer.columns; column += CHUNK) {
    const offset = (<usize>column) << 1;
    const bytes = <usize>min(CHUNK, layer.columns - column) << 1;
    for (let pair = 0; pair < classes * classes; pair++) {
      let swap = swaps + <usize>load<u32>(starts + ((<usize>pair) << 2)) * offsetof<OutputSwap>();
      const end = swaps + <usize>load<u32>(starts + ((<usize>pair) << 2), 4) * offsetof<OutputSwap>();
      if (swap == end) continue;
      const from = pair / classes, to = pair % classes;
      prepare(layer, from, to, offset, bytes);
      for (; swap < end; swap += offsetof<OutputSwap>()) {
        const one = changetype<OutputSwap>(swap);
        const errors = from == to
          ? withinClass(layer.conditions, one, offset, bytes)
          : betweenClasses(layer.conditions, one, offset, bytes);
        store<i32>(one.result, load<i32>(one.result) + errors);
      }
    }
  }
}

/**
 * A swap takes `u` from the logit of class `from` and gives `v` to that of class `to`. Whatever the label, a picture
 * stays right when two sums are not negative. In the first `u` counts positive, or negative where the label is `from`,
 * and `v` only where it is `to`; in the second `u` counts, negative, only where the label is `from`, and `v` negative,
 * or positive where it is `to`. Here are the constant parts of both sums and the two masks, four rows of a chunk.
 * The −1 that completes a complement (−x = ~x + 1) is in the constants.
 */
function prepare(layer: OutputLayer, from: i32, to: i32, offset: usize, bytes: usize): void {
  const first = layer.conditions, second = first + (CHUNK << 1), isFrom = second + (CHUNK << 1);
  const isTo = isFrom + (CHUNK << 1);
  const zero = i16x8.splat(0), never = i16x8.splat(i16.MIN_VALUE);
  for (let at: usize = 0; at < bytes; at += 16) {
    const label = v128.load(layer.labels + offset + at);
    const maskFrom = i16x8.eq(label, i16x8.splat(<i16>from)), maskTo = i16x8.eq(label, i16x8.splat(<i16>to));
    let rest = i16x8.splat(i16.MAX_VALUE);
    let row = layer.margins + offset + at;
    let marginFrom = rest, marginTo = rest;
    for (let other = 0; other < layer.classes; other++) {
      const own = v128.load(row);
      if (other == from) marginFrom = own;
      else if (other == to) marginTo = own;
      else rest = i16x8.min_s(rest, own);
      row += layer.rowBytes;
    }
    // Another class wins whatever the swap does: unless the label takes part, the picture stays wrong.
    const lost = v128.andnot(i16x8.lt_s(rest, zero), v128.or(maskFrom, maskTo));
    let p = v128.bitselect(rest, marginFrom, maskFrom), q = v128.bitselect(rest, marginTo, maskTo);
    p = v128.bitselect(never, p, lost);
    if (from == to) q = zero;
    v128.store(first + at, i16x8.sub_sat_s(p, maskFrom));
    v128.store(second + at, i16x8.add_sat_s(q, maskTo));
    v128.store(isFrom + at, maskFrom);
    v128.store(isTo + at, maskTo);
  }
}

function betweenClasses(conditions: usize, swap: OutputSwap, offset: usize, bytes: usize): i32 {
  const removed = swap.removed + offset, added = swap.added + offset;
  const removedSign = i16x8.splat(swap.removedSign), addedSign = i16x8.splat(swap.addedSign);
  let wrong = i16x8.splat(0);
  const end = conditions + bytes;
  const shiftRemoved = removed - conditions, shiftAdded = added - conditions;
  for (let at = conditions; at < end; at += 16) {
    const u = i16x8.mul(v128.load(at + shiftRemoved), removedSign);
    const v = i16x8.mul(v128.load(at + shiftAdded), addedSign);
    const isFrom = v128.load(at, CHUNK << 2), isTo = v128.load(at, (CHUNK << 2) + (CHUNK << 1));
    const first = i16x8.add_sat_s(i16x8.add_sat_s(v128.load(at), v128.xor(u, isFrom)), v128.and(v, isTo));
    const second = i16x8.sub_sat_s(
      i16x8.sub_sat_s(v128.load(at, CHUNK << 1), v128.and(u, isFrom)),
      v128.xor(v, isTo),
    );
    wrong = i16x8.sub(wrong, i16x8.shr_s(v128.or(first, second), 15));
  }
  return sumLanes(wrong);
}

/** Both weights in one class: only the first sum counts, with u − v. */
function withinClass(conditions: usize, swap: OutputSwap, offset: usize, bytes: usize): i32 {
  const removed = swap.removed + offset, added = swap.added + offset;
  const removedSign = i16x8.splat(swap.removedSign), addedSign = i16x8.splat(swap.addedSign);
  let wrong = i16x8.splat(0);
  for (let at: usize = 0; at < bytes; at += 16) {
    const u = i16x8.mul(v128.load(removed + at), removedSign);
    const v = i16x8.mul(v128.load(added + at), addedSign);
    const isFrom = v128.load(conditions + at, CHUNK << 2);
    const first = i16x8.add_sat_s(v128.load(conditions + at), v128.xor(i16x8.sub(u, v), isFrom));
    wrong = i16x8.sub(wrong, i16x8.shr_s(first, 15));
  }
  return sumLanes(wrong);
}

/** Counts up to 128 a lane, since a chunk has 128 vectors. */
@inline
function sumLanes(counts: v128): i32 {
  const pairs = i32x4.extadd_pairwise_i16x8_s(counts);
  return (
    i32x4.extract_lane(pairs, 0) + i32x4.extract_lane(pairs, 1) + i32x4.extract_lane(pairs, 2) + i32x4.extract_lane(pairs, 3)
  );
}

/**
 * Exponentials of all present logits of pictures `start` to `end`, for `crossEntropies`. The columns hold all pictures
 * in order; where there is none every class but the first has no share, and nothing is behind.
 */
export function takeExponentials(layer: OutputLayer, values: usize, valueBytes: usize, factor: f32, start: i32, end: i32): void {
  const scale = f32x4.splat(factor);
  for (let column = start; column < end; column += 4) {
    const at = (<usize>column) << 2;
    const label = v128.load16x4_s(layer.labels + ((<usize>column) << 1));
    const present = i32x4.ge_s(label, i32x4.splat(0));
    let best = v128.load(values + at), own = best;
    for (let other = 1; other < layer.classes; other++) {
      const value = v128.load(values + at + <usize>other * valueBytes);
      best = i32x4.max_s(best, value);
      own = v128.bitselect(value, own, i32x4.eq(label, i32x4.splat(other)));
    }
    let sum = f32x4.splat(0);
    for (let other = 0; other < layer.classes; other++) {
      const below = i32x4.sub(v128.load(values + at + <usize>other * valueBytes), best);
      const share = v128.and(exp(f32x4.mul(f32x4.convert_i32x4_s(below), scale)), present);
      sum = f32x4.add(sum, share);
      v128.store(layer.exponentials + at + <usize>other * layer.exponentialBytes, share);
    }
    v128.store(layer.exponentialSum + at, v128.bitselect(sum, f32x4.splat(1), present));
    const behind = f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(best, own)), scale);
    v128.store(layer.behind + at, v128.and(behind, present));
  }
}

/** Pictures whose cross-entropy is rounded once; ranges that begin and end at multiples of this can be added exactly. */
const GROUP = 256;

/**
 * Cross-entropy of pictures `start` to `end` (multiples of 16) after one swap. Two of a picture's exponentials change:
 * its sum loses their old shares and gains the new ones. A feature times `factor` is at most 20.
 */
export function swapCrossEntropy(
  layer: OutputLayer,
  swapAddress: usize,
  from: i32,
  to: i32,
  factor: f32,
  start: i32,
  end: i32,
): f64 {
  const swap = changetype<OutputSwap>(swapAddress);
  let total: f64 = 0;
  while (start < end) {
    const stop = min(end, (start / GROUP + 1) * GROUP);
    const sum = groupCrossEntropy(layer, swap, from, to, factor, start, stop);
    total += nearest<f64>(sum * 16777216) / 16777216;
    start = stop;
  }
  return total;
}

/** Exponentials of all classes but two. */
function otherShares(layer: OutputLayer, from: i32, to: i32, at: usize): v128 {
  let sum = f32x4.splat(0);
  let share = layer.exponentials + at;
  for (let other = 0; other < layer.classes; other++) {
    if (other != from && other != to) sum = f32x4.add(sum, v128.load(share));
    share += layer.exponentialBytes;
  }
  return sum;
}

function groupCrossEntropy(
  layer: OutputLayer,
  swap: OutputSwap,
  from: i32,
  to: i32,
  factor: f32,
  start: i32,
  end: i32,
): f64 {
  const removedScale = f32x4.splat(-factor * <f32>swap.removedSign), addedScale = f32x4.splat(factor * <f32>swap.addedSign);
  const removed = swap.removed, added = swap.added;
  const oldFrom = layer.exponentials + <usize>from * layer.exponentialBytes;
  const oldTo = layer.exponentials + <usize>to * layer.exponentialBytes;
  const fromLabel = i32x4.splat(from), toLabel = i32x4.splat(to);
  const one = f32x4.splat(1), small = f32x4.splat(0.01);
  let behind = f32x4.splat(0);
  let product = f64x2.splat(1);
  let exponent: i64 = 0;
  for (let column = start; column < end; column += 4) {
    const half = (<usize>column) << 1, at = (<usize>column) << 2;
    const u = f32x4.mul(f32x4.convert_i32x4_s(v128.load16x4_s(removed + half)), removedScale);
    const v = f32x4.mul(f32x4.convert_i32x4_s(v128.load16x4_s(added + half)), addedScale);
    const label = v128.load16x4_s(layer.labels + half);
    const sum = v128.load(layer.exponentialSum + at);
    const a = v128.load(oldFrom + at), b = v128.load(oldTo + at);
    let gain: v128, others = f32x4.sub(sum, a);
    if (from == to) {
      gain = f32x4.mul(a, exp(f32x4.add(u, v)));
    } else {
      gain = f32x4.add(f32x4.mul(a, exp(u)), f32x4.mul(b, exp(v)));
      others = f32x4.sub(others, b);
    }
    // Where little is left after the subtraction it is not accurate: add the others up.
    if (v128.any_true(f32x4.lt(others, f32x4.mul(sum, small)))) others = otherShares(layer, from, to, at);
    const whole = v128.bitselect(f32x4.add(others, gain), one, i32x4.ge_s(label, i32x4.splat(0)));
    const lead = f32x4.add(v128.and(u, i32x4.eq(label, fromLabel)), v128.and(v, i32x4.eq(label, toLabel)));
    behind = f32x4.add(behind, f32x4.sub(v128.load(layer.behind + at), lead));
    product = f64x2.mul(product, f64x2.mul(f64x2.promote_low_f32x4(whole), f64x2.promote_low_f32x4(i8x16.shuffle(whole, whole, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7))));
    if ((column & 15) == 12) {
      // Keep the mantissas, count the exponents.
      const bits = i64x2.sub(i64x2.shr_u(product, 52), i64x2.splat(1023));
      exponent += i64x2.extract_lane(bits, 0) + i64x2.extract_lane(bits, 1);
      product = v128.or(v128.and(product, i64x2.splat(0xfffffffffffff)), i64x2.splat(0x3ff0000000000000));
    }
  }
  const logarithm = NativeMath.log(f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
  return (
    logarithm + <f64>exponent * 0.6931471805599453 +
    <f64>f32x4.extract_lane(behind, 0) + <f64>f32x4.extract_lane(behind, 1) +
    <f64>f32x4.extract_lane(behind, 2) + <f64>f32x4.extract_lane(behind, 3)
  );
}

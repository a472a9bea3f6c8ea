/**
 * Swaps in a last dense layer, whose neighbours need no forward pass: two logits of each picture change, by one feature
 * each. Features are kept as [feature][picture] here, for all pictures or for those whose class can change at all.
 */
import { quantised } from "./_costs";
import {
  addExponents,
  bandOf,
  costOf,
  crossEntropy,
  exp,
  exponentOf,
  multiplySums,
  referenceOf,
} from "./_cross-entropy";
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
  /** exp(logit · scale − reference), 32-bit floats [16 pictures][class][picture]. */
  shares: usize;
  /** A float a picture: the reference, and the label's exponent. */
  references: usize;
  exponents: usize;
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
    store<i32>(out + at, smallestMargin(classes, values + at, valueBytes, load<i32>(labels + at)));
  }
}

/** The smallest margin of one picture, over all other classes. `values` is its first logit. */
export function smallestMargin(classes: i32, values: usize, valueBytes: usize, label: i32): i32 {
  let least = i32.MAX_VALUE;
  for (let other = 0; other < classes; other++) {
    if (other != label) least = min(least, margin(values, valueBytes, label, other));
  }
  return least;
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

/** A swap of the list: where its two features' rows are, their weights' signs, and how far its result is from the first one. */
@unmanaged
class OutputSwap {
  removed: usize;
  added: usize;
  removedSign: i16;
  addedSign: i16;
  result: usize;
}

/**
 * Wrongly classified pictures among columns `start` to `end` (multiples of 16) after each swap of a list, added to 32-bit
 * results at `out`. The list is sorted by the pair of classes (removed from, added to); `starts` has where each pair
 * begins. `conditions` is room for four rows of one chunk.
 */
export function countErrors(
  start: i32,
  end: i32,
  layer: OutputLayer,
  swaps: usize,
  starts: usize,
  conditions: usize,
  out: usize,
): void {
  const classes = layer.classes;
  for (let column = start; column < end; column += CHUNK) {
    const offset = (<usize>column) << 1;
    const bytes = <usize>min(CHUNK, end - column) << 1;
    for (let pair = 0; pair < classes * classes; pair++) {
      let swap = swaps + <usize>load<u32>(starts + ((<usize>pair) << 2)) * offsetof<OutputSwap>();
      const swapsEnd = swaps + <usize>load<u32>(starts + ((<usize>pair) << 2), 4) * offsetof<OutputSwap>();
      if (swap == swapsEnd) continue;
      const from = pair / classes, to = pair % classes;
      prepare(layer, from, to, offset, bytes, conditions);
      for (; swap < swapsEnd; swap += offsetof<OutputSwap>()) {
        const one = changetype<OutputSwap>(swap);
        const errors = from == to
          ? withinClass(conditions, one, offset, bytes)
          : betweenClasses(conditions, one, offset, bytes);
        const result = out + one.result;
        store<i32>(result, load<i32>(result) + errors);
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
function prepare(layer: OutputLayer, from: i32, to: i32, offset: usize, bytes: usize, conditions: usize): void {
  const first = conditions, second = first + (CHUNK << 1), isFrom = second + (CHUNK << 1);
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
 * What `crossEntropies` needs of pictures `start` to `end` (multiples of 16): exponentials of all present logits, their
 * reference, and the label's exponent.
 */
export function takeExponentials(
  start: i32,
  end: i32,
  layer: OutputLayer,
  values: usize,
  valueBytes: usize,
  scale: f32,
): void {
  const band = bandOf(scale), factor = f32x4.splat(scale);
  for (let column = start; column < end; column += 4) {
    const at = (<usize>column) << 2;
    let best = v128.load(values + at);
    for (let other = 1; other < layer.classes; other++) {
      best = i32x4.max_s(best, v128.load(values + at + <usize>other * valueBytes));
    }
    const reference = referenceOf(f32x4.convert_i32x4_s(best), band);
    v128.store(layer.references + at, reference);
    for (let other = 0; other < layer.classes; other++) {
      takeShare(layer, other, column, v128.load(values + at + <usize>other * valueBytes), reference, factor);
    }
  }
}

/** Four pictures' exponentials of a class, from its logits; where it is the label the exponent is kept, too. */
@inline
function takeShare(layer: OutputLayer, own: i32, column: i32, logits: v128, reference: v128, factor: v128): void {
  const at = (<usize>column) << 2;
  const exponent = exponentOf(f32x4.sub(f32x4.convert_i32x4_s(logits), reference), factor);
  v128.store(sharesOf(layer, column) + ((<usize>own) << 6) + (at & 63), exp(exponent));
  const isLabel = i32x4.eq(v128.load16x4_s(layer.labels + (at >> 1)), i32x4.splat(own));
  const to = layer.exponents + at;
  v128.store(to, v128.bitselect(exponent, v128.load(to), isLabel));
}

/**
 * Carries a swap out for pictures `start` to `end` (multiples of 16): changes their logits, and their exponentials.
 */
export function commitSwap(
  start: i32,
  end: i32,
  layer: OutputLayer,
  swapAddress: usize,
  values: usize,
  valueBytes: usize,
  scale: f32,
): void {
  const swap = changetype<ClassSwap>(swapAddress);
  const from = swap.from, to = swap.to;
  const removedSign = i32x4.splat(swap.removedSign), addedSign = i32x4.splat(swap.addedSign);
  const band = bandOf(scale), factor = f32x4.splat(scale);
  for (let column = start; column < end; column += 4) {
    const at = (<usize>column) << 2, half = (<usize>column) << 1;
    const valuesFrom = values + at + <usize>from * valueBytes, valuesTo = values + at + <usize>to * valueBytes;
    const oldFrom = v128.load(valuesFrom), oldTo = v128.load(valuesTo);
    v128.store(valuesFrom, i32x4.sub(oldFrom, i32x4.mul(v128.load16x4_s(swap.removed + half), removedSign)));
    v128.store(valuesTo, i32x4.add(v128.load(valuesTo), i32x4.mul(v128.load16x4_s(swap.added + half), addedSign)));
    const reference = v128.load(layer.references + at);
    const newFrom = v128.load(valuesFrom), newTo = v128.load(valuesTo);
    const crossed = v128.or(
      leaves(oldFrom, reference, f32x4.sub(f32x4.convert_i32x4_s(newFrom), reference), band),
      leaves(oldTo, reference, f32x4.sub(f32x4.convert_i32x4_s(newTo), reference), band),
    );
    if (i32x4.bitmask(crossed)) {
      takeExponentials(column, column + 4, layer, values, valueBytes, scale);
    } else {
      takeShare(layer, from, column, newFrom, reference, factor);
      if (from != to) takeShare(layer, to, column, newTo, reference, factor);
    }
  }
}

/** Exponentials of the 16 pictures that number `column` is one of, [class][picture]. */
@inline
function sharesOf(layer: OutputLayer, column: i32): usize {
  return layer.shares + <usize>((column & ~15) * layer.classes) * 4;
}

/** A swap with the classes that it takes from and gives to; its result is a 64-bit float. */
@unmanaged
class ClassSwap extends OutputSwap {
  from: i32;
  to: i32;
}

/**
 * Adds to each swap's result at `out` the cross-entropy of pictures `start` to `end` (multiples of 16), rounded as in
 * _costs.ts. `room` is a thread's own. Two of a picture's exponentials change, the others are there; the result is `crossEntropy`'s to the last
 * bit. A chunk of pictures stays in the cache for all swaps.
 */
export function crossEntropies(
  start: i32,
  end: i32,
  layer: OutputLayer,
  values: usize,
  valueBytes: usize,
  scale: f32,
  swaps: usize,
  swapCount: i32,
  room: usize,
  out: usize,
): void {
  const swapsEnd = swaps + <usize>swapCount * offsetof<ClassSwap>();
  while (start < end) {
    const stop = min(end, (start / CHUNK + 1) * CHUNK);
    for (let at = swaps; at < swapsEnd; at += offsetof<ClassSwap>()) {
      const swap = changetype<ClassSwap>(at);
      let total = load<f64>(out + swap.result);
      for (let column = start; column < stop; column += <i32>BLOCK) {
        total += quantised(blockCrossEntropy(layer, swap, values, valueBytes, scale, column, room));
      }
      store<f64>(out + swap.result, total);
    }
    start = stop;
  }
}

function blockCrossEntropy(
  layer: OutputLayer,
  swap: ClassSwap,
  values: usize,
  valueBytes: usize,
  scale: f32,
  column: i32,
  room: usize,
): f64 {
  const from = swap.from, to = swap.to, within = from == to;
  const at = (<usize>column) << 2, half = (<usize>column) << 1;
  const removedSign = i32x4.splat(swap.removedSign), addedSign = i32x4.splat(swap.addedSign);
  const removed = swap.removed + half, added = swap.added + half;
  const valuesFrom = values + at + <usize>from * valueBytes, valuesTo = values + at + <usize>to * valueBytes;
  const band = bandOf(scale), factor = f32x4.splat(scale);
  const newFrom = room, newTo = newFrom + 64, ownExponents = newTo + 64;
  let crossed = f32x4.splat(0);
  for (let part: usize = 0; part < 64; part += 16) {
    const reference = v128.load(layer.references + at + part);
    const label = v128.load16x4_s(layer.labels + half + (part >> 1));
    const u = i32x4.mul(v128.load16x4_s(removed + (part >> 1)), removedSign);
    const v = i32x4.mul(v128.load16x4_s(added + (part >> 1)), addedSign);
    let old = v128.load(valuesFrom + part);
    let changed = i32x4.sub(old, u);
    if (within) changed = i32x4.add(changed, v);
    let distance = f32x4.sub(f32x4.convert_i32x4_s(changed), reference);
    crossed = v128.or(crossed, leaves(old, reference, distance, band));
    let exponent = exponentOf(distance, factor);
    v128.store(newFrom + part, exp(exponent));
    let own = v128.bitselect(exponent, v128.load(layer.exponents + at + part), i32x4.eq(label, i32x4.splat(from)));
    if (!within) {
      old = v128.load(valuesTo + part);
      distance = f32x4.sub(f32x4.convert_i32x4_s(i32x4.add(old, v)), reference);
      crossed = v128.or(crossed, leaves(old, reference, distance, band));
      exponent = exponentOf(distance, factor);
      v128.store(newTo + part, exp(exponent));
      own = v128.bitselect(exponent, own, i32x4.eq(label, i32x4.splat(to)));
    }
    v128.store(ownExponents + part, own);
  }
  if (i32x4.bitmask(crossed) && crosses(layer, swap, values, valueBytes, band, column, room)) {
    return wholeCrossEntropy(layer, scale, column, room);
  }
  let a = f32x4.splat(0), b = a, c = a, d = a;
  let share = sharesOf(layer, column);
  for (let other = 0; other < layer.classes; other++) {
    const own = other == from ? newFrom : other == to ? newTo : share;
    a = f32x4.add(a, v128.load(own)), b = f32x4.add(b, v128.load(own, 16));
    c = f32x4.add(c, v128.load(own, 32)), d = f32x4.add(d, v128.load(own, 48));
    share += BLOCK << 2;
  }
  const labels = layer.labels + half;
  let product = f64x2.splat(1), exponents = f64x2.splat(0);
  product = multiplySums(product, present(a, f32x4.splat(1), labels));
  exponents = addExponents(exponents, present(v128.load(ownExponents), f32x4.splat(0), labels));
  product = multiplySums(product, present(b, f32x4.splat(1), labels + 8));
  exponents = addExponents(exponents, present(v128.load(ownExponents, 16), f32x4.splat(0), labels + 8));
  product = multiplySums(product, present(c, f32x4.splat(1), labels + 16));
  exponents = addExponents(exponents, present(v128.load(ownExponents, 32), f32x4.splat(0), labels + 16));
  product = multiplySums(product, present(d, f32x4.splat(1), labels + 24));
  exponents = addExponents(exponents, present(v128.load(ownExponents, 48), f32x4.splat(0), labels + 24));
  return costOf(product, exponents);
}

/**
 * Sign bits where a logit's change may mean another reference: where it leaves the band above the present one, or comes
 * so near the edge that rounding matters.
 */
@inline
function leaves(old: v128, reference: v128, distance: v128, band: f32): v128 {
  const edge = f32x4.splat(band * 0.001), top = f32x4.splat(band * 0.999);
  const before = f32x4.sub(f32x4.convert_i32x4_s(old), reference);
  const below = v128.and(f32x4.lt(distance, edge), f32x4.ge(before, f32x4.neg(edge)));
  const far = f32x4.ge(f32x4.abs(reference), f32x4.splat(band * 8192));
  return v128.or(v128.or(f32x4.ge(distance, top), below), far);
}

/** Whether some picture of a block has another reference after the swap, which few have. */
function crosses(
  layer: OutputLayer,
  swap: ClassSwap,
  values: usize,
  valueBytes: usize,
  band: f32,
  column: i32,
  room: usize,
): bool {
  const logits = logitsIn(room);
  swapLogits(layer, swap, values, valueBytes, column, logits);
  let differs = f32x4.splat(0);
  for (let part: usize = 0; part < 64; part += 16) {
    let best = v128.load(logits + part);
    for (let other = 1; other < layer.classes; other++) {
      best = i32x4.max_s(best, v128.load(logits + ((<usize>other) << 6) + part));
    }
    const reference = v128.load(layer.references + ((<usize>column) << 2) + part);
    differs = v128.or(differs, f32x4.ne(referenceOf(f32x4.convert_i32x4_s(best), band), reference));
  }
  return v128.any_true(differs);
}

/** `values` where there is a picture, else `otherwise`. */
@inline
function present(values: v128, otherwise: v128, labels: usize): v128 {
  return v128.bitselect(otherwise, values, i32x4.lt_s(v128.load16x4_s(labels), i32x4.splat(0)));
}

/** A thread's room begins with three rows of 16 numbers; then it has the logits of 16 pictures, [class][picture]. */
@inline
function logitsIn(room: usize): usize {
  return room + 3 * (BLOCK << 2);
}

/** Logits of 16 pictures after a swap, [class][picture], into the room for them. */
function swapLogits(
  layer: OutputLayer,
  swap: ClassSwap,
  values: usize,
  valueBytes: usize,
  column: i32,
  logits: usize,
): void {
  const from = logits + ((<usize>swap.from) << 6), to = logits + ((<usize>swap.to) << 6);
  const removed = swap.removed + ((<usize>column) << 1), added = swap.added + ((<usize>column) << 1);
  for (let part: usize = 0; part < 64; part += 16) {
    let value = values + ((<usize>column) << 2) + part;
    for (let other = 0; other < layer.classes; other++) {
      v128.store(logits + ((<usize>other) << 6) + part, v128.load(value));
      value += valueBytes;
    }
    const u = i32x4.mul(v128.load16x4_s(removed + (part >> 1)), i32x4.splat(swap.removedSign));
    const v = i32x4.mul(v128.load16x4_s(added + (part >> 1)), i32x4.splat(swap.addedSign));
    v128.store(from + part, i32x4.sub(v128.load(from + part), u));
    v128.store(to + part, i32x4.add(v128.load(to + part), v));
  }
}

/** The way through all logits, for pictures with another reference. */
function wholeCrossEntropy(layer: OutputLayer, scale: f32, column: i32, room: usize): f64 {
  const labels = room, lanes = labels + 64;
  for (let part: usize = 0; part < 64; part += 16) {
    const label = v128.load16x4_s(layer.labels + ((<usize>column) << 1) + (part >> 1));
    v128.store(labels + part, label);
    v128.store(lanes + part, i32x4.ge_s(label, i32x4.splat(0)));
  }
  return crossEntropy(layer.classes, scale, labels, logitsIn(room), 64, lanes);
}

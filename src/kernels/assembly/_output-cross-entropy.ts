/** The cross-entropy after swaps in a last dense layer. */
import { quantised } from "./_costs";
import { addExponents, bandOf, costOf, crossEntropy, exp, exponentOf, multiplySums, referenceOf } from "./_cross-entropy";
import { leaves, sharesOf } from "./_output-exponentials";
import { ClassSwap, OutputLayer } from "./_output-layer";
import { BLOCK } from "./_plane-layer";

/** Images that all swaps look at before the next ones: what is kept of them stays in the cache. */
const CHUNK = 1024;

/**
 * Adds to each swap's result at `out` the cross-entropy of images `start` to `end` (multiples of 16), rounded as in
 * _costs.ts. `room` is a thread's own. Two of an image's exponentials change, the others are there; the result is
 * `crossEntropy`'s to the last bit. A chunk of images stays in the cache for all swaps.
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

/** Whether some image of a block has another reference after the swap, which few have. */
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

/** `values` where there is an image, else `otherwise`. */
@inline
function present(values: v128, otherwise: v128, labels: usize): v128 {
  return v128.bitselect(otherwise, values, i32x4.lt_s(v128.load16x4_s(labels), i32x4.splat(0)));
}

/** A thread's room begins with three rows of 16 numbers; then it has the logits of 16 images, [class][image]. */
@inline
function logitsIn(room: usize): usize {
  return room + 3 * (BLOCK << 2);
}

/** Logits of 16 images after a swap, [class][image], into the room for them. */
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

/** The way through all logits, for images with another reference. */
function wholeCrossEntropy(layer: OutputLayer, scale: f32, column: i32, room: usize): f64 {
  const labels = room, lanes = labels + 64;
  for (let part: usize = 0; part < 64; part += 16) {
    const label = v128.load16x4_s(layer.labels + ((<usize>column) << 1) + (part >> 1));
    v128.store(labels + part, label);
    v128.store(lanes + part, i32x4.ge_s(label, i32x4.splat(0)));
  }
  return crossEntropy(layer.classes, scale, labels, logitsIn(room), 64, lanes);
}

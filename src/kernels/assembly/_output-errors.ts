/** Wrongly classified images after swaps in a last dense layer. */
import { OutputLayer, OutputSwap } from "./_output-layer";

/** Images that a pair of classes is prepared for at a time: what that takes stays in the first-level cache. */
const CHUNK = 1024;

/**
 * Wrongly classified images among columns `start` to `end` (multiples of 16) after each swap of a list, added to 32-bit
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
 * A swap takes `u` from the logit of class `from` and gives `v` to that of class `to`. Whatever the label, an image
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
    // Another class wins whatever the swap does: unless the label takes part, the image stays wrong.
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

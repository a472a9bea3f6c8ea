/**
 * What a block of 16 pictures costs, from its logits [output][16 pictures]. A block's cost is rounded to a multiple of
 * 2⁻²⁴, so that sums over blocks are exact: the same whatever the order, and so whatever the number of threads.
 */

/** Fields the host writes. */
@unmanaged
export class Cost {
  /** 0: wrong classes, 1: cross-entropy, 2: smooth L1, 3: steps. */
  kind: i32;
  outputs: i32;
  /** What a logit is multiplied by. */
  scale: f32;
  /** Labels as [picture] 32-bit integers, or wished values as [output][picture] floats. */
  targets: usize;
  /** Bytes from one output's wished values to the next one's. */
  targetBytes: usize;
  /** Smooth L1: weight and beta of each output, floats. Steps: four edges of each output, 32-bit integers. */
  terms: usize;
}

const QUANTUM: f64 = 16777216;

/** @param lanes which of the 16 pictures count: 64 bytes of 32-bit masks */
export function blockCost(cost: Cost, logits: usize, step: usize, block: i32, lanes: usize): f64 {
  const at = <usize>block << 6;
  if (cost.kind == 0) return errors(cost.outputs, cost.targets + at, logits, step, lanes);
  if (cost.kind == 3) return steps(cost, cost.targets + at, logits, step, lanes);
  const sum = cost.kind == 1
    ? crossEntropy(cost, cost.targets + at, logits, step, lanes)
    : smoothL1(cost, cost.targets + at, logits, step, lanes);
  return nearest<f64>(sum * QUANTUM) / QUANTUM;
}

/** Ties go to the first class. */
function errors(outputs: i32, labels: usize, logits: usize, step: usize, lanes: usize): f64 {
  let count = i32x4.splat(0);
  for (let part: usize = 0; part < 64; part += 16) {
    let best = v128.load(logits + part), where = i32x4.splat(0);
    let at = logits + part;
    for (let output = 1; output < outputs; output++) {
      at += step;
      const value = v128.load(at);
      where = v128.bitselect(i32x4.splat(output), where, i32x4.gt_s(value, best));
      best = i32x4.max_s(best, value);
    }
    const wrong = i32x4.ne(where, v128.load(labels + part));
    count = i32x4.sub(count, v128.and(wrong, v128.load(lanes + part)));
  }
  return <f64>sumLanes(count);
}

/** Pictures of which some output is not on its wished step. */
function steps(cost: Cost, targets: usize, logits: usize, step: usize, lanes: usize): f64 {
  let count = i32x4.splat(0);
  for (let part: usize = 0; part < 64; part += 16) {
    let wrong = i32x4.splat(0);
    let at = logits + part, target = targets + part, edges = cost.terms;
    for (let output = 0; output < cost.outputs; output++) {
      const value = v128.load(at);
      // A comparison that holds is −1.
      const below = i32x4.add(
        i32x4.add(i32x4.gt_s(value, v128.load32_splat(edges)), i32x4.gt_s(value, v128.load32_splat(edges, 4))),
        i32x4.add(i32x4.gt_s(value, v128.load32_splat(edges, 8)), i32x4.gt_s(value, v128.load32_splat(edges, 12))),
      );
      const reached = f32x4.convert_i32x4_s(i32x4.neg(below));
      wrong = v128.or(wrong, f32x4.ne(reached, v128.load(target)));
      at += step;
      target += cost.targetBytes;
      edges += 16;
    }
    count = i32x4.sub(count, v128.and(wrong, v128.load(lanes + part)));
  }
  return <f64>sumLanes(count);
}

@inline
function sumLanes(counts: v128): i32 {
  return (
    i32x4.extract_lane(counts, 0) + i32x4.extract_lane(counts, 1) + i32x4.extract_lane(counts, 2) + i32x4.extract_lane(counts, 3)
  );
}

/** −log softmax(logits · scale)[label], with one logarithm for the product of all pictures' sums. */
function crossEntropy(cost: Cost, labels: usize, logits: usize, step: usize, lanes: usize): f64 {
  const scale = f32x4.splat(cost.scale);
  let product: f64 = 1, distance: f64 = 0;
  for (let part: usize = 0; part < 64; part += 16) {
    const label = v128.load(labels + part), counts = v128.load(lanes + part);
    let at = logits + part;
    let best = v128.load(at), own = best;
    for (let output = 1; output < cost.outputs; output++) {
      at += step;
      const value = v128.load(at);
      best = i32x4.max_s(best, value);
      own = v128.bitselect(value, own, i32x4.eq(label, i32x4.splat(output)));
    }
    let sum = f32x4.splat(0);
    at = logits + part;
    for (let output = 0; output < cost.outputs; output++) {
      const below = f32x4.convert_i32x4_s(i32x4.sub(v128.load(at), best));
      sum = f32x4.add(sum, exp(f32x4.mul(below, scale)));
      at += step;
    }
    sum = v128.bitselect(sum, f32x4.splat(1), counts);
    product *=
      (<f64>f32x4.extract_lane(sum, 0) * <f64>f32x4.extract_lane(sum, 1)) *
      (<f64>f32x4.extract_lane(sum, 2) * <f64>f32x4.extract_lane(sum, 3));
    const behind = v128.and(f32x4.mul(f32x4.convert_i32x4_s(i32x4.sub(best, own)), scale), counts);
    distance += addLanes(behind);
  }
  return NativeMath.log(product) + distance;
}

/** Weighted smooth L1 distance of outputs, clipped to ±1, from the wished values. */
function smoothL1(cost: Cost, targets: usize, logits: usize, step: usize, lanes: usize): f64 {
  const scale = f32x4.splat(cost.scale), one = f32x4.splat(1), minusOne = f32x4.splat(-1);
  const half = f32x4.splat(0.5);
  let total: f64 = 0;
  for (let output = 0; output < cost.outputs; output++) {
    const term = cost.terms + ((<usize>output) << 3);
    const weight = f32x4.splat(load<f32>(term));
    const beta = f32x4.splat(load<f32>(term, 4)), inverse = f32x4.splat(<f32>1 / load<f32>(term, 4));
    let sum = f32x4.splat(0);
    for (let part: usize = 0; part < 64; part += 16) {
      const value = f32x4.mul(f32x4.convert_i32x4_s(v128.load(logits + part)), scale);
      const clipped = f32x4.max(f32x4.min(value, one), minusOne);
      const distance = f32x4.abs(f32x4.sub(clipped, v128.load(targets + part)));
      const near = f32x4.mul(f32x4.mul(f32x4.mul(distance, distance), half), inverse);
      const far = f32x4.sub(distance, f32x4.mul(beta, half));
      const own = v128.bitselect(near, far, f32x4.lt(distance, beta));
      sum = f32x4.add(sum, v128.and(f32x4.mul(own, weight), v128.load(lanes + part)));
    }
    total += addLanes(sum);
    logits += step;
    targets += cost.targetBytes;
  }
  return total;
}

@inline
function addLanes(values: v128): f64 {
  return (
    (<f64>f32x4.extract_lane(values, 0) + <f64>f32x4.extract_lane(values, 1)) +
    (<f64>f32x4.extract_lane(values, 2) + <f64>f32x4.extract_lane(values, 3))
  );
}

/** e to the power of x ≤ 87, to within 2 units in the last place; below e⁻⁸⁷ it is e⁻⁸⁷. */
export function exp(x: v128): v128 {
  x = f32x4.max(x, f32x4.splat(-87));
  const n = f32x4.nearest(f32x4.mul(x, f32x4.splat(1.4426950408889634)));
  // ln 2 in two parts, so that the product with n is exact.
  let r = f32x4.sub(x, f32x4.mul(n, f32x4.splat(0.693359375)));
  r = f32x4.sub(r, f32x4.mul(n, f32x4.splat(-2.12194440054690583e-4)));
  // Taylor's polynomial of degree 6: |r| ≤ 0.35 leaves 2e-7 · r.
  let p = f32x4.add(f32x4.splat(1.0 / 120), f32x4.mul(r, f32x4.splat(1.0 / 720)));
  p = f32x4.add(f32x4.splat(1.0 / 24), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(1.0 / 6), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(0.5), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(1), f32x4.mul(r, p));
  p = f32x4.add(f32x4.splat(1), f32x4.mul(r, p));
  const exponent = i32x4.shl(i32x4.add(i32x4.trunc_sat_f32x4_s(n), i32x4.splat(127)), 23);
  return f32x4.mul(p, exponent);
}

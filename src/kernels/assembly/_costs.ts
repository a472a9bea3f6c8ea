/**
 * What a block of 16 images costs, from its logits [output][16 images]. A block's cost is rounded to a multiple of
 * 2⁻²⁴, so that sums over blocks are exact: the same whatever the order, and so whatever the number of threads.
 */
import { crossEntropy } from "./_cross-entropy";

/** Fields the host writes. */
@unmanaged
export class Cost {
  /** 0: wrong classes, 1: cross-entropy, 2: smooth L1, 3: steps. */
  kind: i32;
  outputs: i32;
  /** What a logit is multiplied by. */
  scale: f32;
  /** Labels as [image] 32-bit integers, or target values as [output][image] floats. */
  targets: usize;
  /** Bytes from one output's target values to the next one's. */
  targetBytes: usize;
  /** Smooth L1: weight and beta of each output, floats. Steps: four edges of each output, 32-bit integers. */
  terms: usize;
  /** Smooth L1: what an image costs beyond this counts; 0: all. */
  beyond: f32;
}

const QUANTUM: f64 = 16777216;

/** @param lanes which of the 16 images count: 64 bytes of 32-bit masks */
export function blockCost(cost: Cost, logits: usize, step: usize, block: i32, lanes: usize): f64 {
  const at = <usize>block << 6;
  if (cost.kind == 0) return errors(cost.outputs, cost.targets + at, logits, step, lanes);
  if (cost.kind == 3) return steps(cost, cost.targets + at, logits, step, lanes);
  const sum = cost.kind == 1
    ? crossEntropy(cost.outputs, cost.scale, cost.targets + at, logits, step, lanes)
    : smoothL1(cost, cost.targets + at, logits, step, lanes);
  return quantised(sum);
}

/** A block's cost as it is added up. */
@inline
export function quantised(cost: f64): f64 {
  return nearest<f64>(cost * QUANTUM) / QUANTUM;
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

/** Images of which some output is not on its target step. */
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

/** Weighted smooth L1 distance of outputs, clipped to ±1, from the target values. */
function smoothL1(cost: Cost, targets: usize, logits: usize, step: usize, lanes: usize): f64 {
  if (cost.beyond > 0) return smoothL1Beyond(cost, targets, logits, step, lanes);
  const scale = f32x4.splat(cost.scale);
  let total: f64 = 0;
  for (let output = 0; output < cost.outputs; output++) {
    const term = cost.terms + ((<usize>output) << 3);
    const weight = f32x4.splat(load<f32>(term));
    const beta = f32x4.splat(load<f32>(term, 4)), inverse = f32x4.splat(<f32>1 / load<f32>(term, 4));
    let sum = f32x4.splat(0);
    for (let part: usize = 0; part < 64; part += 16) {
      const own = distance(logits + part, targets + part, scale, weight, beta, inverse);
      sum = f32x4.add(sum, v128.and(own, v128.load(lanes + part)));
    }
    total += addLanes(sum);
    logits += step;
    targets += cost.targetBytes;
  }
  return total;
}

/** What images cost beyond `beyond` each. */
function smoothL1Beyond(cost: Cost, targets: usize, logits: usize, step: usize, lanes: usize): f64 {
  const zero = f32x4.splat(0), beyond = f32x4.splat(cost.beyond), scale = f32x4.splat(cost.scale);
  let sum = zero;
  for (let part: usize = 0; part < 64; part += 16) {
    let own = zero, value = logits + part, target = targets + part;
    for (let output = 0; output < cost.outputs; output++) {
      const term = cost.terms + ((<usize>output) << 3);
      const beta = load<f32>(term, 4);
      own = f32x4.add(
        own,
        distance(value, target, scale, f32x4.splat(load<f32>(term)), f32x4.splat(beta), f32x4.splat(<f32>1 / beta)),
      );
      value += step;
      target += cost.targetBytes;
    }
    sum = f32x4.add(sum, v128.and(f32x4.max(f32x4.sub(own, beyond), zero), v128.load(lanes + part)));
  }
  return addLanes(sum);
}

/** One output's weighted distance for four images. */
@inline
function distance(logits: usize, targets: usize, scale: v128, weight: v128, beta: v128, inverse: v128): v128 {
  const half = f32x4.splat(0.5);
  const value = f32x4.mul(f32x4.convert_i32x4_s(v128.load(logits)), scale);
  const clipped = f32x4.max(f32x4.min(value, f32x4.splat(1)), f32x4.splat(-1));
  const size = f32x4.abs(f32x4.sub(clipped, v128.load(targets)));
  const near = f32x4.mul(f32x4.mul(f32x4.mul(size, size), half), inverse);
  const far = f32x4.sub(size, f32x4.mul(beta, half));
  return f32x4.mul(v128.bitselect(near, far, f32x4.lt(size, beta)), weight);
}

@inline
function addLanes(values: v128): f64 {
  return (
    (<f64>f32x4.extract_lane(values, 0) + <f64>f32x4.extract_lane(values, 1)) +
    (<f64>f32x4.extract_lane(values, 2) + <f64>f32x4.extract_lane(values, 3))
  );
}

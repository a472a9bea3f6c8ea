/**
 * Single-weight changes in a last dense layer: one weight larger or smaller by 1, so that one logit of each image
 * changes, by one feature. All of a layer's single-weight changes are scored together: a feature's exponentials serve
 * every class.
 */
import { exp } from "./_cross-entropy";
import { OutputLayer } from "./_output-layer";
import { BLOCK } from "./_plane-layer";

/** Images between two logarithms. A product of so many ratios stays within 32 bits where a ratio is below e^80/16. */
const GROUP = 64;
const VECTORS: usize = GROUP / 4;

/** Bytes of room that the host provides: probabilities, e^(±scale · feature) − 1, and labels' sums of features. */
export function singleChangesRoom(classes: i32): usize {
  return <usize>classes * (GROUP << 2) + 2 * (GROUP << 2) + ((<usize>classes) << 2);
}

/**
 * Adds to `out`, [class][feature][+1, −1] 64-bit floats, how much each single-weight change changes the cross-entropy
 * of images `start` to `end` (multiples of 16), whose exponentials are up to date.
 *
 * With probability p of the class and m = e^(±scale · feature) − 1, the sum of exponentials changes by the factor
 * 1 + p·m; a group's factors are multiplied before one logarithm is taken.
 */
export function singleChangeCrossEntropies(address: usize, scale: f32, start: i32, end: i32, room: usize, out: usize): void {
  const layer = changetype<OutputLayer>(address);
  const larger = room + <usize>layer.classes * (GROUP << 2), smaller = larger + (GROUP << 2);
  const labelled = smaller + (GROUP << 2);
  for (let first = start; first < end; first += GROUP) {
    const stop = min(end, first + GROUP);
    takeProbabilities(layer, first, stop, room);
    const featureBytes = (<usize>layer.features) << 4;
    for (let feature = 0; feature < layer.features; feature++) {
      const row = layer.rows + <usize>feature * layer.rowBytes + ((<usize>first) << 1);
      if (!takeRatios(layer, row, first, stop, scale, larger, smaller, labelled)) continue;
      let to = out + ((<usize>feature) << 4);
      for (let own = 0; own < layer.classes; own++, to += featureBytes) {
        const labelSum = <f64>(<f32>load<i32>(labelled + ((<usize>own) << 2)) * scale);
        const p = room + <usize>own * (GROUP << 2);
        store<f64>(to, load<f64>(to) + logarithm(p, larger) - labelSum);
        store<f64>(to, load<f64>(to, 8) + logarithm(p, smaller) + labelSum, 8);
      }
    }
  }
}

/** Probabilities of the present network, [class][image of the group]; 0 where there is no image. */
function takeProbabilities(layer: OutputLayer, first: i32, stop: i32, room: usize): void {
  for (let column = first; column < first + GROUP; column += 4) {
    const to = room + ((<usize>(column - first)) << 2);
    let share = layer.shares + <usize>((column & ~15) * layer.classes) * 4 + (((<usize>column) << 2) & 63);
    let total = f32x4.splat(0);
    if (column < stop) {
      for (let own = 0; own < layer.classes; own++) {
        total = f32x4.add(total, v128.load(share + ((<usize>own) << 6)));
      }
    }
    const labels = layer.labels + ((<usize>column) << 1);
    for (let own = 0; own < layer.classes; own++) {
      let p = f32x4.splat(0);
      if (column < stop) {
        const isThere = i32x4.ge_s(v128.load16x4_s(labels), i32x4.splat(0));
        p = v128.and(f32x4.div(v128.load(share + ((<usize>own) << 6)), total), isThere);
      }
      v128.store(to + <usize>own * (GROUP << 2), p);
    }
  }
}

/** e^(±scale · feature) − 1 of each image, and the feature's sum over each label. Returns whether any is not zero. */
function takeRatios(
  layer: OutputLayer,
  row: usize,
  first: i32,
  stop: i32,
  scale: f32,
  larger: usize,
  smaller: usize,
  labelled: usize,
): bool {
  const count = (<usize>(stop - first)) << 1;
  let any = i16x8.splat(0);
  for (let at: usize = 0; at < count; at += 16) any = v128.or(any, v128.load(row + at));
  if (!v128.any_true(any)) return false;
  const one = f32x4.splat(1), factor = f32x4.splat(scale);
  for (let at: usize = 0; at < count; at += 8) {
    const exponent = f32x4.mul(f32x4.convert_i32x4_s(v128.load16x4_s(row + at)), factor);
    v128.store(larger + (at << 1), f32x4.sub(exp(exponent), one));
    v128.store(smaller + (at << 1), f32x4.sub(exp(f32x4.neg(exponent)), one));
  }
  memory.fill(labelled, 0, (<usize>layer.classes) << 2);
  const labels = layer.labels + ((<usize>first) << 1);
  for (let at: usize = 0; at < count; at += 2) {
    const label = load<i16>(labels + at);
    if (label < 0) continue;
    const to = labelled + ((<usize>label) << 2);
    store<i32>(to, load<i32>(to) + <i32>load<i16>(row + at));
  }
  return true;
}

/** log Π (1 + p·m) over a group. Where p is 0, what m holds does not matter. */
@inline
function logarithm(p: usize, m: usize): f64 {
  const one = f32x4.splat(1);
  let a = one, b = one;
  for (let at: usize = 0; at < VECTORS << 4; at += 32) {
    a = f32x4.mul(a, f32x4.add(one, f32x4.mul(v128.load(p + at), v128.load(m + at))));
    b = f32x4.mul(b, f32x4.add(one, f32x4.mul(v128.load(p + at, 16), v128.load(m + at, 16))));
  }
  const low = f64x2.mul(f64x2.promote_low_f32x4(a), f64x2.promote_low_f32x4(b));
  const high = f64x2.mul(f64x2.promote_low_f32x4(upper(a)), f64x2.promote_low_f32x4(upper(b)));
  const product = f64x2.mul(low, high);
  return NativeMath.log(f64x2.extract_lane(product, 0) * f64x2.extract_lane(product, 1));
}

@inline
function upper(values: v128): v128 {
  return i8x16.shuffle(values, values, 8, 9, 10, 11, 12, 13, 14, 15, 0, 1, 2, 3, 4, 5, 6, 7);
}

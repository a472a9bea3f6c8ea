/** Exponentials of the present logits, from which the cross-entropy after a swap in a last dense layer follows. */
import { bandOf, exp, exponentOf, referenceOf } from "./_cross-entropy";
import { ClassSwap, OutputLayer } from "./_output-layer";

/**
 * What `crossEntropies` needs of images `start` to `end` (multiples of 16): exponentials of all present logits, their
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

/** Four images' exponentials of a class, from its logits; where it is the label the exponent is kept, too. */
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
 * Carries a swap out for images `start` to `end` (multiples of 16): changes their logits, and their exponentials.
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

/** Exponentials of the 16 images that number `column` is one of, [class][image]. */
@inline
export function sharesOf(layer: OutputLayer, column: i32): usize {
  return layer.shares + <usize>((column & ~15) * layer.classes) * 4;
}

/**
 * Sign bits where a logit's change may mean another reference: where it leaves the band above the present one, or comes
 * so near the edge that rounding matters.
 */
@inline
export function leaves(old: v128, reference: v128, distance: v128, band: f32): v128 {
  const edge = f32x4.splat(band * 0.001), top = f32x4.splat(band * 0.999);
  const before = f32x4.sub(f32x4.convert_i32x4_s(old), reference);
  const below = v128.and(f32x4.lt(distance, edge), f32x4.ge(before, f32x4.neg(edge)));
  const far = f32x4.ge(f32x4.abs(reference), f32x4.splat(band * 8192));
  return v128.or(v128.or(f32x4.ge(distance, top), below), far);
}

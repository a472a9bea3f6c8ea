/** Sums and the 2×2 max-pool in one pass, for 16-bit sums: the case of the MNIST network, and the quickest one. */
import { Layer } from "./_plane-layer";
import { Terms } from "./_sums";

/**
 * Like `sum16` and `pool` after one another. The sums are kept at `sums` unless that is 0.
 */
export function sumCells16(
  layer: Layer,
  terms: Terms,
  input: usize,
  start: usize,
  sums: usize,
  before: usize,
  out: usize,
): bool {
  const high = i16x8.splat(<i16>min(layer.clip, 0x7fff)), low = i16x8.neg(high);
  const columnStep = layer.inStep * layer.stride, rowStep = layer.inPitch * layer.stride;
  const pitch = <usize>layer.sumWidth << 5;
  let any = i16x8.splat(0);
  for (let row = 0; row < layer.outHeight; row++) {
    let at = input;
    let to = layer.outStart + row * layer.outPitch;
    for (let column = 0; column < layer.outWidth; column++) {
      let a = i16x8.splat(0), b = a, c = a, d = a, e = a, f = a, g = a, h = a;
      const cell = (<usize>(row << 1) * pitch) + (<usize>column << 6);
      if (start) {
        const p = start + cell;
        a = v128.load(p), b = v128.load(p, 16), c = v128.load(p, 32), d = v128.load(p, 48);
        const q = p + pitch;
        e = v128.load(q), f = v128.load(q, 16), g = v128.load(q, 32), h = v128.load(q, 48);
      }
      const end = terms.plusEnd;
      for (let term = terms.plus; term < end; term += 4) {
        const p = at + load<u32>(term), q = p + rowStep;
        const r = p + columnStep, s = q + columnStep;
        a = i16x8.add(a, v128.load(p)), b = i16x8.add(b, v128.load(p, 16));
        c = i16x8.add(c, v128.load(r)), d = i16x8.add(d, v128.load(r, 16));
        e = i16x8.add(e, v128.load(q)), f = i16x8.add(f, v128.load(q, 16));
        g = i16x8.add(g, v128.load(s)), h = i16x8.add(h, v128.load(s, 16));
      }
      const minusEnd = terms.minusEnd;
      for (let term = terms.minus; term < minusEnd; term += 4) {
        const p = at + load<u32>(term), q = p + rowStep;
        const r = p + columnStep, s = q + columnStep;
        a = i16x8.sub(a, v128.load(p)), b = i16x8.sub(b, v128.load(p, 16));
        c = i16x8.sub(c, v128.load(r)), d = i16x8.sub(d, v128.load(r, 16));
        e = i16x8.sub(e, v128.load(q)), f = i16x8.sub(f, v128.load(q, 16));
        g = i16x8.sub(g, v128.load(s)), h = i16x8.sub(h, v128.load(s, 16));
      }
      if (sums) {
        const p = sums + cell, q = p + pitch;
        v128.store(p, a), v128.store(p, b, 16), v128.store(p, c, 32), v128.store(p, d, 48);
        v128.store(q, e), v128.store(q, f, 16), v128.store(q, g, 32), v128.store(q, h, 48);
      }
      a = i16x8.max_s(i16x8.max_s(a, c), i16x8.max_s(e, g));
      b = i16x8.max_s(i16x8.max_s(b, d), i16x8.max_s(f, h));
      a = i16x8.max_s(low, i16x8.min_s(high, a)), b = i16x8.max_s(low, i16x8.min_s(high, b));
      if (before) {
        a = i16x8.sub(a, v128.load(before + to)), b = i16x8.sub(b, v128.load(before + to, 16));
      }
      any = v128.or(any, v128.or(a, b));
      v128.store(out + to, a), v128.store(out + to, b, 16);
      to += 32;
      at += columnStep << 1;
    }
    input += rowStep << 1;
  }
  return v128.any_true(any);
}

/** Whether `sumCells16` does what the layer needs. It leaves out sums that no pool window covers. */
export function hasCells16(layer: Layer): bool {
  return layer.sumBytes == 2 && layer.poolSize == 2 && layer.poolStride == 2 && layer.inBytes == 2;
}

/**
 * Max-pool, clip, and, for a change of the network, the difference to what was there before. From consecutive sums
 * [row][column][16 images] into a plane with a border.
 */
import { PlaneLayer } from "./_plane-layer";

/**
 * Writes the outputs of one channel to `out`, or, where `before` holds the channel's present outputs, how much they
 * change. Returns whether anything written differs from zero.
 */
export function pool(layer: PlaneLayer, sums: usize, before: usize, out: usize): bool {
  if (layer.sumBytes == 2) return pool16(layer, sums, before, out);
  return layer.outBytes == 2 ? pool32to16(layer, sums, before, out) : pool32(layer, sums, before, out);
}

function pool16(layer: PlaneLayer, sums: usize, before: usize, out: usize): bool {
  const high = i16x8.splat(<i16>layer.clip), low = i16x8.neg(high);
  const size = layer.poolSize, stride = <usize>layer.poolStride << 5;
  const pitch = <usize>layer.sumWidth << 5;
  let any = i16x8.splat(0);
  for (let row = 0; row < layer.outHeight; row++) {
    let from = sums;
    let to = layer.outStart + row * layer.outPitch;
    for (let column = 0; column < layer.outWidth; column++) {
      let a = i16x8.splat(i16.MIN_VALUE), b = a;
      for (let y = 0, line = from; y < size; y++, line += pitch) {
        for (let x = 0, p = line; x < size; x++, p += 32) {
          a = i16x8.max_s(a, v128.load(p)), b = i16x8.max_s(b, v128.load(p, 16));
        }
      }
      a = i16x8.max_s(low, i16x8.min_s(high, a)), b = i16x8.max_s(low, i16x8.min_s(high, b));
      if (before) {
        a = i16x8.sub(a, v128.load(before + to)), b = i16x8.sub(b, v128.load(before + to, 16));
      }
      any = v128.or(any, v128.or(a, b));
      v128.store(out + to, a), v128.store(out + to, b, 16);
      to += 32;
      from += stride;
    }
    sums += pitch * <usize>layer.poolStride;
  }
  return v128.any_true(any);
}

function pool32to16(layer: PlaneLayer, sums: usize, before: usize, out: usize): bool {
  const high = i32x4.splat(layer.clip), low = i32x4.neg(high);
  const size = layer.poolSize, stride = <usize>layer.poolStride << 6;
  const pitch = <usize>layer.sumWidth << 6;
  let any = i16x8.splat(0);
  for (let row = 0; row < layer.outHeight; row++) {
    let from = sums;
    let to = layer.outStart + row * layer.outPitch;
    for (let column = 0; column < layer.outWidth; column++) {
      let a = i32x4.splat(i32.MIN_VALUE), b = a, c = a, d = a;
      for (let y = 0, line = from; y < size; y++, line += pitch) {
        for (let x = 0, p = line; x < size; x++, p += 64) {
          a = i32x4.max_s(a, v128.load(p)), b = i32x4.max_s(b, v128.load(p, 16));
          c = i32x4.max_s(c, v128.load(p, 32)), d = i32x4.max_s(d, v128.load(p, 48));
        }
      }
      a = i32x4.max_s(low, i32x4.min_s(high, a)), b = i32x4.max_s(low, i32x4.min_s(high, b));
      c = i32x4.max_s(low, i32x4.min_s(high, c)), d = i32x4.max_s(low, i32x4.min_s(high, d));
      let e = i16x8.narrow_i32x4_s(a, b), f = i16x8.narrow_i32x4_s(c, d);
      if (before) {
        e = i16x8.sub(e, v128.load(before + to)), f = i16x8.sub(f, v128.load(before + to, 16));
      }
      any = v128.or(any, v128.or(e, f));
      v128.store(out + to, e), v128.store(out + to, f, 16);
      to += 32;
      from += stride;
    }
    sums += pitch * <usize>layer.poolStride;
  }
  return v128.any_true(any);
}

function pool32(layer: PlaneLayer, sums: usize, before: usize, out: usize): bool {
  const high = i32x4.splat(layer.clip), low = i32x4.neg(high);
  const size = layer.poolSize, stride = <usize>layer.poolStride << 6;
  const pitch = <usize>layer.sumWidth << 6;
  let any = i32x4.splat(0);
  for (let row = 0; row < layer.outHeight; row++) {
    let from = sums;
    let to = layer.outStart + row * layer.outPitch;
    for (let column = 0; column < layer.outWidth; column++) {
      for (let part: usize = 0; part < 64; part += 16) {
        let a = i32x4.splat(i32.MIN_VALUE);
        for (let y = 0, line = from + part; y < size; y++, line += pitch) {
          for (let x = 0, p = line; x < size; x++, p += 64) a = i32x4.max_s(a, v128.load(p));
        }
        a = i32x4.max_s(low, i32x4.min_s(high, a));
        if (before) a = i32x4.sub(a, v128.load(before + to + part));
        any = v128.or(any, a);
        v128.store(out + to + part, a);
      }
      to += 64;
      from += stride;
    }
    sums += pitch * <usize>layer.poolStride;
  }
  return v128.any_true(any);
}

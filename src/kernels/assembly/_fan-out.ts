/**
 * Who reads a channel's outputs in a dense layer: a list of its weights that are not zero, those that are positive
 * first. What a changed channel does to the layer's sums is then one pass over the list, whatever units there are.
 */
import { BLOCK, PlaneLayer } from "./_plane-layer";
import { hasUnits32 } from "./_units";

/** Words of an entry: its cell's offset in the channel's plane, and where its unit's sums are. */
const ENTRY_WORDS: usize = 2;

/** Words before the entries of a channel: how many are positive, and how many negative. */
const HEAD_WORDS: usize = 2;

/** Whether `next` is dense: a single position that sees all of a layer's outputs, without a border. */
export function isDenseAfter(layer: PlaneLayer, next: PlaneLayer): bool {
  const isWhole = next.kernelHeight == layer.outHeight && next.kernelWidth == layer.outWidth && layer.outStart == 0;
  return isWhole && next.sumHeight * next.sumWidth == 1;
}

/** Most bytes of a channel's list. */
export function fanOutBytes(layer: PlaneLayer, next: PlaneLayer): usize {
  return (HEAD_WORDS + ENTRY_WORDS * <usize>(layer.outHeight * layer.outWidth * next.outChannels)) << 2;
}

/**
 * Lists who reads a channel in the dense layer `next`.
 * @param unitBytes from one unit's sums to the next one's
 */
export function listFanOut(layer: PlaneLayer, next: PlaneLayer, channel: i32, unitBytes: usize, list: usize): void {
  const area = layer.outHeight * layer.outWidth, features = layer.outChannels * area;
  let to = list + (HEAD_WORDS << 2);
  for (let sign = 1; sign >= -1; sign -= 2) {
    const first = to;
    for (let cell = 0; cell < area; cell++) {
      const row = <usize>(cell / layer.outWidth), column = <usize>(cell % layer.outWidth);
      const offset = layer.outStart + row * layer.outPitch + column * (<usize>layer.outBytes << 4);
      for (let unit = 0; unit < next.outChannels; unit++) {
        if (load<i8>(next.weights + <usize>(unit * features + channel * area + cell)) != sign) continue;
        store<u32>(to, offset);
        store<u32>(to, <u32>(<usize>unit * unitBytes), 4);
        to += ENTRY_WORDS << 2;
      }
    }
    store<u32>(list + (sign > 0 ? 0 : 4), (to - first) / (ENTRY_WORDS << 2));
  }
}

/** Adds what a channel's changes in the plane at `changes` do to 16-bit sums, [unit][16 images]. */
export function addFanOut16(list: usize, changes: usize, sums: usize): void {
  const first = list + (HEAD_WORDS << 2), middle = first + ((<usize>load<u32>(list) * ENTRY_WORDS) << 2);
  addRun(first, middle, changes, sums, false, false);
  addRun(middle, middle + ((<usize>load<u32>(list, 4) * ENTRY_WORDS) << 2), changes, sums, true, false);
}

/** Whether `addFanOut32` and `changeUnits32` do what a hidden dense layer after `layer` needs. */
export function hasFanOut32(layer: PlaneLayer, next: PlaneLayer): bool {
  const bytes = BLOCK << 2;
  return layer.outBytes == 2 && hasUnits32(next) && next.outBytes == 4 && next.outPlane == bytes && next.sumPlane == bytes;
}

/** The same as `addFanOut16` for 32-bit sums; the changes have 16 bits. */
export function addFanOut32(list: usize, changes: usize, sums: usize): void {
  const first = list + (HEAD_WORDS << 2), middle = first + ((<usize>load<u32>(list) * ENTRY_WORDS) << 2);
  addRun(first, middle, changes, sums, false, true);
  addRun(middle, middle + ((<usize>load<u32>(list, 4) * ENTRY_WORDS) << 2), changes, sums, true, true);
}

/** Entries whose weights have one sign. */
@inline
function addRun(entry: usize, end: usize, changes: usize, sums: usize, minus: bool, wide: bool): void {
  for (; entry < end; entry += ENTRY_WORDS << 2) {
    const from = changes + load<u32>(entry), to = sums + load<u32>(entry, 4);
    const low = v128.load(from), high = v128.load(from, 16);
    if (wide) {
      v128.store(to, add32(v128.load(to), i32x4.extend_low_i16x8_s(low), minus));
      v128.store(to, add32(v128.load(to, 16), i32x4.extend_high_i16x8_s(low), minus), 16);
      v128.store(to, add32(v128.load(to, 32), i32x4.extend_low_i16x8_s(high), minus), 32);
      v128.store(to, add32(v128.load(to, 48), i32x4.extend_high_i16x8_s(high), minus), 48);
    } else {
      v128.store(to, minus ? i16x8.sub(v128.load(to), low) : i16x8.add(v128.load(to), low));
      v128.store(to, minus ? i16x8.sub(v128.load(to, 16), high) : i16x8.add(v128.load(to, 16), high), 16);
    }
  }
}

@inline
function add32(sum: v128, value: v128, minus: bool): v128 {
  return minus ? i32x4.sub(sum, value) : i32x4.add(sum, value);
}

/** Clips the sums of all units of a layer and takes what was there before away: changes of its outputs, in place. */
export function changeUnits32(layer: PlaneLayer, sums: usize, before: usize): void {
  const high = i32x4.splat(layer.clip), low = i32x4.neg(high);
  const bytes = <usize>layer.outChannels * layer.outPlane;
  for (let at: usize = 0; at < bytes; at += 16) {
    const clipped = i32x4.max_s(low, i32x4.min_s(high, v128.load(sums + at)));
    v128.store(sums + at, i32x4.sub(clipped, v128.load(before + at)));
  }
}

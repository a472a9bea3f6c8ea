// The canvas as cells: a cell of one colour is a number, only mixed cells have pixels.
import {
  CELL_ENDS,
  CELL_OF,
  CELL_ROW_BYTES,
  CELL_WEIGHTS,
  CELLS,
  COLORS,
  COLUMN_WINDOWS,
  FIRST_SLOT,
  HEIGHT,
  PLACE_OF,
  SLOT_BYTES,
  SLOT_LIMIT,
  SLOT_MASKS,
  SLOTS,
  SUMS,
  SUMS_BYTES,
  WIDTH,
} from "./_layout";

/** Rows are counted upwards while the scene is drawn, downwards for what lies over it. */
let firstRow: usize = CELLS;
let rowStep: i32 = CELL_ROW_BYTES;

let slots: u32 = FIRST_SLOT;

export function countUpwards(upwards: bool): void {
  firstRow = upwards ? CELLS + CELL_ROW_BYTES * (HEIGHT - 1) : CELLS;
  rowStep = upwards ? -CELL_ROW_BYTES : CELL_ROW_BYTES;
}

/** What stands in a cell of one colour. */
// @ts-ignore: decorator
@inline
export function codeOf(index: u32): u32 {
  return 0x101 * index;
}

/** Colours the whole canvas. */
export function clear(index: u32): void {
  memory.fill(CELLS, <u8>index, CELL_ROW_BYTES * HEIGHT);
  slots = FIRST_SLOT;
}

/** Whether there were more mixed cells than slots, so that the canvas is spoilt. */
export function overflowed(): bool {
  return slots > SLOT_LIMIT;
}

// @ts-ignore: decorator
@inline
export function firstPixel(cell: i32): i32 {
  return load<i32>(COLUMN_WINDOWS + 16 * cell);
}

/** Colours columns x1 to x2, both included, of row y, as far as they are on the canvas. */
export function fillClipped(x1: i32, x2: i32, y: i32, index: u32): void {
  const first = max(x1, 0);
  const last = min(x2, WIDTH - 1);
  if (first <= last) fillSpan(first, last, y, index);
}

/** Colours columns x1 to x2, both included and on the canvas, of row y. */
// @ts-ignore: decorator
@inline
export function fillSpan(x1: i32, x2: i32, y: i32, index: u32): void {
  const cells = rowOf(y);
  let first = <i32>load<u8>(CELL_OF + x1);
  const last = <i32>load<u8>(CELL_OF + x2);
  const before = <i32>load<u8>(PLACE_OF + x1);
  const behind = <i32>load<u8>(PLACE_OF + x2 + 1);
  if (first == last) {
    if (before == 0 && behind == 0) store<u16>(cells + 2 * first, <u16>codeOf(index));
    else fillPart(cells + 2 * first, first, before, <i32>load<u8>(PLACE_OF + x2) + 4, index);
    return;
  }
  if (before != 0) {
    fillPart(cells + 2 * first, first, before, 4 * (firstPixel(first + 1) - firstPixel(first)), index);
    first++;
  }
  if (behind != 0) fillPart(cells + 2 * last, last, 0, behind, index);
  fillCells(cells + 2 * first, cells + 2 * (behind == 0 ? last + 1 : last), index);
}

/** Colours whole cells. */
// @ts-ignore: decorator
@inline
function fillCells(at: usize, end: usize, index: u32): void {
  if (at + 16 <= end) {
    const value = i8x16.splat(<i8>index);
    for (; at + 16 < end; at += 16) v128.store(at, value);
    v128.store(end - 16, value);
  } else {
    for (; at < end; at += 2) store<u16>(at, <u16>codeOf(index));
  }
}

/** Colours the pixels of a cell from one place in its slot up to another, in bytes. */
// @ts-ignore: decorator
@inline
function fillPart(at: usize, cell: i32, from: i32, to: i32, index: u32): void {
  const old = <u32>load<u16>(at);
  if (old == codeOf(index)) return;
  const color = v128.load32_splat(COLORS + 4 * index);
  // Masks of the pixels from `from` on, and of those from `to` on.
  const first = SLOT_MASKS + SLOT_BYTES - from;
  const end = SLOT_MASKS + SLOT_BYTES - to;
  const a = v128.andnot(v128.load(first), v128.load(end));
  const b = v128.andnot(v128.load(first, 16), v128.load(end, 16));
  const c = v128.andnot(v128.load(first, 32), v128.load(end, 32));
  if (old >= FIRST_SLOT) {
    const slot = SLOTS + SLOT_BYTES * old;
    v128.store(slot, v128.bitselect(color, v128.load(slot), a));
    v128.store(slot, v128.bitselect(color, v128.load(slot, 16), b), 16);
    v128.store(slot, v128.bitselect(color, v128.load(slot, 32), c), 32);
  } else {
    const slot = newSlot(at, cell);
    const under = v128.load32_splat(COLORS + 4 * (old & 0xff));
    v128.store(slot, v128.bitselect(color, under, a));
    v128.store(slot, v128.bitselect(color, under, b), 16);
    v128.store(slot, v128.bitselect(color, v128.and(under, v128.load(CELL_ENDS + 16 * cell)), c), 32);
  }
}

/** The slot of a cell, which gets one if it has none. */
// @ts-ignore: decorator
@inline
function slotOf(at: usize, cell: i32, old: u32): usize {
  if (old >= FIRST_SLOT) return SLOTS + SLOT_BYTES * old;
  const slot = newSlot(at, cell);
  const pixels = v128.load32_splat(COLORS + 4 * (old & 0xff));
  v128.store(slot, pixels);
  v128.store(slot, pixels, 16);
  // A cell has 10 or 11 pixels, the last one of a row 1. Averages rely on zeros behind them.
  v128.store(slot, v128.and(pixels, v128.load(CELL_ENDS + 16 * cell)), 32);
  return slot;
}

// @ts-ignore: decorator
@inline
function newSlot(at: usize, cell: i32): usize {
  const number = min(slots, SLOT_LIMIT - 1);
  slots++;
  store<u16>(at, <u16>number);
  v128.store(SUMS + SUMS_BYTES * number, v128.load(CELL_WEIGHTS + 16 * cell));
  return SLOTS + SLOT_BYTES * number;
}

/** Sums up the slots' pixels. */
export function sumSlots(): void {
  const end = SLOTS + SLOT_BYTES * min(slots, SLOT_LIMIT);
  let weights = SUMS + SUMS_BYTES * FIRST_SLOT;
  for (let slot = SLOTS + SLOT_BYTES * FIRST_SLOT; slot < end; slot += SLOT_BYTES, weights += SUMS_BYTES) {
    const a = v128.load(slot);
    const b = v128.load(slot, 16);
    const c = v128.load(slot, 32);
    // All pixels, channel by channel, at most 12 · 255 each.
    const start = i16x8.extend_low_i8x16_u(a);
    const sums = i16x8.add(
      i16x8.add(
        i16x8.add(start, i16x8.extend_high_i8x16_u(a)),
        i16x8.add(i16x8.extend_low_i8x16_u(b), i16x8.extend_high_i8x16_u(b)),
      ),
      i16x8.add(i16x8.extend_low_i8x16_u(c), i16x8.extend_high_i8x16_u(c)),
    );
    const all = i64x2.extract_lane(sums, 0) + i64x2.extract_lane(sums, 1) - i64x2.extract_lane(start, 0);
    // The first pixel by its weights.
    const own = i32x4.shr_u(i32x4.extmul_low_i16x8_u(start, v128.load16_splat(weights)), 14);
    const shared = i32x4.shr_u(i32x4.extmul_low_i16x8_u(start, v128.load16_splat(weights, 8)), 14);
    const weighed = i16x8.narrow_i32x4_u(own, shared);
    v128.store(weights, i64x2.replace_lane(weighed, 0, all + i64x2.extract_lane(weighed, 0)));
  }
}

/** Where the cells of a row begin. */
// @ts-ignore: decorator
@inline
export function rowOf(y: i32): usize {
  return firstRow + y * rowStep;
}

/** Mixes a colour, given packed and by its index, into the pixel in column x of a row; alpha 0 to 255 of 256. */
// @ts-ignore: decorator
@inline
export function blendPixel(row: usize, x: i32, index: u32, color: u32, alpha: u32): void {
  const cell = <i32>load<u8>(CELL_OF + x);
  const old = <u32>load<u16>(row + 2 * cell);
  if (old == codeOf(index)) return;
  const at = slotOf(row + 2 * cell, cell, old) + load<u8>(PLACE_OF + x);
  const under = load<u32>(at);
  const rest = 256 - alpha;
  const redBlue = ((under & 0xff00ff) * rest + (color & 0xff00ff) * alpha) >> 8;
  const green = ((under & 0x00ff00) * rest + (color & 0x00ff00) * alpha) >> 8;
  store<u32>(at, (redBlue & 0xff00ff) | (green & 0x00ff00));
}

/** Draws grey levels (u8), which stand for columns x1 to x2 of row y. Up to 15 bytes behind them are read. */
export function drawGreys(levels: usize, x1: i32, x2: i32, y: i32): void {
  const row = rowOf(y);
  const source = levels - x1;
  for (let x = x1; x <= x2; ) {
    const cell = <i32>load<u8>(CELL_OF + x);
    const end = firstPixel(cell + 1);
    const at = row + 2 * cell;
    if (x == firstPixel(cell) && end <= x2 + 1) {
      const slot = newSlot(at, cell);
      const pixels = v128.load(source + x);
      // Each level three times, then nothing: lane 16 does not exist.
      const a = i8x16.swizzle(pixels, i8x16(0, 0, 0, 16, 1, 1, 1, 16, 2, 2, 2, 16, 3, 3, 3, 16));
      const b = i8x16.swizzle(pixels, i8x16(4, 4, 4, 16, 5, 5, 5, 16, 6, 6, 6, 16, 7, 7, 7, 16));
      const c = i8x16.swizzle(pixels, i8x16(8, 8, 8, 16, 9, 9, 9, 16, 10, 10, 10, 16, 11, 11, 11, 16));
      v128.store(slot, a);
      v128.store(slot, b, 16);
      v128.store(slot, v128.and(c, v128.load(CELL_ENDS + 16 * cell)), 32);
      x = end;
    } else {
      const slot = slotOf(at, cell, load<u16>(at)) - 4 * firstPixel(cell);
      for (; x < end && x <= x2; x++) store<u32>(slot + 4 * x, 0x010101 * <u32>load<u8>(source + x));
    }
  }
}

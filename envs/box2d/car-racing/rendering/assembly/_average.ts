// Scales the canvas down: for each picture row the columns of one colour by table, the others cell by cell.
import {
  CELL_ROW_BYTES,
  CELL_SUMS,
  CELL_SUMS_BYTES,
  CELLS,
  COLOR_LIMIT,
  COLORS,
  COLUMN_WINDOWS,
  COLUMNS,
  PICTURE,
  PLAIN_PICTURE_BYTES,
  PLAIN_PICTURES,
  ROW_WINDOWS,
  ROWS,
  SLOT_BYTES,
  SLOTS,
} from "./_layout";
import { columnReciprocal, rowReciprocal } from "./_windows";

export function averageCanvas(): void {
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column += 8) averageColumns(row, column);
  }
}

/** Averages 8 columns of a picture row. */
function averageColumns(row: i32, column: i32): void {
  const window = ROW_WINDOWS + 16 * row;
  const first = load<i32>(window);
  const last = load<i32>(window, 8);
  const cells = CELLS + CELL_ROW_BYTES * first + 2 * column;
  const indices = v128.load(cells);
  // A column is plain when its cells and the pixels right of them have one colour in all rows of the window.
  let plain = i16x8.lt_u(indices, i16x8.splat(<i16>COLOR_LIMIT));
  for (let at = cells; at <= cells + CELL_ROW_BYTES * (last - first); at += CELL_ROW_BYTES) {
    plain = v128.and(plain, i16x8.eq(v128.load(at), indices));
    plain = v128.and(plain, i16x8.eq(v128.load(at, 2), indices));
  }
  const bits = i16x8.bitmask(plain);
  const place = COLUMNS * row + column;
  const target = PICTURE + 3 * place;
  const source = PLAIN_PICTURES + 4 * place;
  if (bits == 0xff && i16x8.all_true(i16x8.eq(indices, i16x8.splat(i16x8.extract_lane_s(indices, 0))))) {
    const pixels = source + PLAIN_PICTURE_BYTES * <u32>load<u16>(cells);
    const left = v128.load(pixels);
    const right = v128.load(pixels, 16);
    v128.store(target, i8x16.shuffle(left, right, 0, 1, 2, 4, 5, 6, 8, 9, 10, 12, 13, 14, 16, 17, 18, 20));
    const rest = i8x16.shuffle(right, right, 5, 6, 8, 9, 10, 12, 13, 14, 5, 6, 8, 9, 10, 12, 13, 14);
    store<i64>(target, i64x2.extract_lane(rest, 0), 16);
    return;
  }
  // A pixel is stored with a fourth byte, which the next one writes over.
  for (let i = 0; i < 8; i++) {
    const pixel = (bits >> i) & 1
      ? load<u32>(source + PLAIN_PICTURE_BYTES * <u32>load<u16>(cells + 2 * i) + 4 * i)
      : averageWindow(window, first, last, column + i);
    store<u32>(target + 3 * i, pixel);
  }
}

/**
 * Averages one window: along x for each row, then along y. All factors are below 32768, so that the dot product of
 * 16-bit pairs, whose upper halves are zero, multiplies them fastest.
 */
function averageWindow(window: usize, first: i32, last: i32, column: i32): u32 {
  const columnWindow = COLUMN_WINDOWS + 16 * column;
  const firstWeight = i16x8.splat(<i16>load<i32>(columnWindow, 4));
  const lastWeight = i16x8.splat(<i16>load<i32>(columnWindow, 12));
  const reciprocal = i32x4.splat(columnReciprocal);
  let cells = CELLS + CELL_ROW_BYTES * first + 2 * column;
  let level = i32x4.splat(0);
  let sum = i32x4.splat(0);
  let known: u32 = 0xffffffff;
  for (let y = first; y <= last; y++) {
    const pair = load<u32>(cells);
    if (pair != known) {
      known = pair;
      const own = pair & 0xffff;
      const next = pair >> 16;
      const ownSum =
        own < COLOR_LIMIT
          ? v128.load(CELL_SUMS + CELL_SUMS_BYTES * own + 16 * column)
          : sumCell(SLOTS + SLOT_BYTES * own, firstWeight);
      const right = v128.load32_zero(next < COLOR_LIMIT ? COLORS + 4 * next : SLOTS + SLOT_BYTES * next);
      const shared = i32x4.extmul_low_i16x8_u(i16x8.extend_low_i8x16_u(right), lastWeight);
      level = i32x4.shr_u(i32x4.dot_i16x8_s(i32x4.add(ownSum, i32x4.shr_u(shared, 14)), reciprocal), 16);
    }
    if (y == first) sum = weigh(level, load<i32>(window, 4));
    else if (y == last) sum = i32x4.add(sum, weigh(level, load<i32>(window, 12)));
    else sum = i32x4.add(sum, level);
    cells += CELL_ROW_BYTES;
  }
  const average = i32x4.shr_u(i32x4.dot_i16x8_s(sum, i32x4.splat(rowReciprocal)), 16);
  // Blue, green, red, nothing → red, green, blue.
  return <u32>i32x4.extract_lane(i8x16.shuffle(average, average, 8, 4, 0, 3, 8, 4, 0, 3, 8, 4, 0, 3, 8, 4, 0, 3), 0);
}

// @ts-ignore: decorator
@inline
function weigh(level: v128, weight: i32): v128 {
  return i32x4.shr_u(i32x4.dot_i16x8_s(level, i32x4.splat(weight)), 14);
}

/** The weighted sum of a mixed cell's own pixels: the first by its weight, the others whole. */
// @ts-ignore: decorator
@inline
function sumCell(slot: usize, firstWeight: v128): v128 {
  const a = v128.load(slot);
  const b = v128.load(slot, 16);
  const c = v128.load(slot, 32);
  // Pairs of pixels, channel by channel, at most 2 · 255 each; zero for the first pixel.
  const firstPixel = i16x8.extend_low_i8x16_u(a);
  const pairs = i16x8.add(i16x8.add(sumPairs(a), sumPairs(b)), sumPairs(c));
  const whole = i16x8.sub(pairs, v128.and(firstPixel, i64x2(-1, 0)));
  const halves = i32x4.add(i32x4.extend_low_i16x8_u(whole), i32x4.extend_high_i16x8_u(whole));
  return i32x4.add(halves, i32x4.shr_u(i32x4.extmul_low_i16x8_u(firstPixel, firstWeight), 14));
}

/** Sums pixels 0 and 1, and 2 and 3, channel by channel. */
// @ts-ignore: decorator
@inline
function sumPairs(pixels: v128): v128 {
  return i16x8.extadd_pairwise_i8x16_u(
    i8x16.shuffle(pixels, pixels, 0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15),
  );
}

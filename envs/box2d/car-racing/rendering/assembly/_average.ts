// Scales the canvas down: for each picture row the columns of one colour by table, the others cell by cell.
import { sumSlots } from "./_cells";
import {
  CELL_ROW_BYTES,
  CELLS,
  COLOR_LIMIT,
  COLUMNS,
  FIRST_SLOT,
  PICTURE,
  PLAIN_PICTURE_BYTES,
  PLAIN_PICTURES,
  ROW_WINDOWS,
  ROWS,
  SUMS,
  SUMS_BYTES,
} from "./_layout";
import { columnReciprocal, rowReciprocal } from "./_windows";

export function averageCanvas(): void {
  sumSlots();
  for (let row = 0; row < ROWS; row++) {
    for (let column = 0; column < COLUMNS; column += 16) averageColumns(row, column);
  }
}

/** Averages 16 columns of a picture row. */
// @ts-ignore: decorator
@inline
function averageColumns(row: i32, column: i32): void {
  const window = ROW_WINDOWS + 16 * row;
  const first = load<i32>(window);
  const last = load<i32>(window, 8);
  const cells = CELLS + CELL_ROW_BYTES * first + 2 * column;
  const left = v128.load(cells);
  const right = v128.load(cells, 16);
  // A column is plain when its cells and the pixels right of them have one colour in all rows of the window.
  const zero = i16x8.splat(0);
  let leftPlain = i16x8.ge_s(left, zero);
  let rightPlain = i16x8.ge_s(right, zero);
  for (let at = cells; at <= cells + CELL_ROW_BYTES * (last - first); at += CELL_ROW_BYTES) {
    leftPlain = v128.and(leftPlain, i16x8.eq(v128.load(at), left));
    leftPlain = v128.and(leftPlain, i16x8.eq(v128.load(at, 2), left));
    rightPlain = v128.and(rightPlain, i16x8.eq(v128.load(at, 16), right));
    rightPlain = v128.and(rightPlain, i16x8.eq(v128.load(at, 18), right));
  }
  const bits = i8x16.bitmask(i8x16.narrow_i16x8_s(leftPlain, rightPlain));
  const place = COLUMNS * row + column;
  const target = PICTURE + 3 * place;
  const source = PLAIN_PICTURES + 3 * place;
  // Most pixels are of the colour of one plain column, if there is any. The others are replaced then.
  const common = cells + 2 * (bits == 0 ? 0 : ctz(bits));
  const code = i16x8.splat(load<i16>(common));
  const pixels = source + PLAIN_PICTURE_BYTES * (<u32>load<u8>(common) & (COLOR_LIMIT - 1));
  v128.store(target, v128.load(pixels));
  v128.store(target, v128.load(pixels, 16), 16);
  v128.store(target, v128.load(pixels, 32), 32);
  const likeIt = i8x16.bitmask(i8x16.narrow_i16x8_s(i16x8.eq(left, code), i16x8.eq(right, code)));
  let others = ~(bits & likeIt) & 0xffff;
  while (others != 0) {
    const i = ctz(others);
    others &= others - 1;
    const pixel = (bits >> i) & 1
      ? load<u32>(source + PLAIN_PICTURE_BYTES * <u32>load<u8>(cells + 2 * i) + 3 * i)
      : averageWindow(window, first, last, column + i);
    store<u16>(target + 3 * i, <u16>pixel);
    store<u8>(target + 3 * i, <u8>(pixel >> 16), 2);
  }
}

/**
 * Averages one window: along x for each row, then along y. All factors are below 32768, so that the dot product of
 * 16-bit pairs, whose upper halves are zero, multiplies them fastest.
 */
// @ts-ignore: decorator
@inline
function averageWindow(window: usize, first: i32, last: i32, column: i32): u32 {
  const cells = CELLS + CELL_ROW_BYTES * first + 2 * column;
  const end = cells + CELL_ROW_BYTES * (last - first);
  let sum = weigh(averageRow(cells, column), load<i32>(window, 4));
  for (let at = cells + CELL_ROW_BYTES; at < end; at += CELL_ROW_BYTES) {
    sum = i32x4.add(sum, averageRow(at, column));
  }
  sum = i32x4.add(sum, weigh(averageRow(end, column), load<i32>(window, 12)));
  const average = i32x4.shr_u(i32x4.dot_i16x8_s(sum, i32x4.splat(rowReciprocal)), 16);
  return <u32>i32x4.extract_lane(i8x16.shuffle(average, average, 0, 4, 8, 3, 0, 4, 8, 3, 0, 4, 8, 3, 0, 4, 8, 3), 0);
}

/** Averages one row of a window. Nothing is decided by a jump here: no processor could foresee it. */
// @ts-ignore: decorator
@inline
function averageRow(cells: usize, column: i32): v128 {
  const pair = load<u32>(cells);
  const own = pair & 0xffff;
  const next = pair >> 16;
  const ownSums = SUMS + SUMS_BYTES * (own + select(0, column, own >= FIRST_SLOT));
  const nextSums = SUMS + SUMS_BYTES * (next + select(0, column, next >= FIRST_SLOT));
  const sum = i32x4.add(v128.load16x4_u(ownSums), v128.load16x4_u(nextSums, 8));
  return i32x4.shr_u(i32x4.dot_i16x8_s(sum, i32x4.splat(columnReciprocal)), 16);
}

// @ts-ignore: decorator
@inline
function weigh(level: v128, weight: i32): v128 {
  return i32x4.shr_u(i32x4.dot_i16x8_s(level, i32x4.splat(weight)), 14);
}

// The colours of the picture and of those before, and for each what averages need of it.
import {
  COLOR_LIMIT,
  COLOR_TABLE,
  COLOR_TABLE_SIZE,
  COLORS,
  COLUMN_WINDOWS,
  COLUMNS,
  PLAIN_PICTURE_BYTES,
  PLAIN_PICTURES,
  ROW_LEVELS,
  ROWS,
  SUMS,
  SUMS_BYTES,
} from "./_layout";
import { codeOf } from "./_cells";
import { columnReciprocal } from "./_windows";

/** A picture has about 15 colours. When so few are left, the next picture begins anew. */
const SPARE: u32 = 64;

let count: u32 = 0;

/** Begins a picture. */
export function startColors(): void {
  if (count + SPARE <= COLOR_LIMIT) return;
  count = 0;
  memory.fill(COLOR_TABLE, 0, 2 * COLOR_TABLE_SIZE);
}

/** The index of a colour; COLOR_LIMIT when there are too many colours. */
export function indexOf(color: u32): u32 {
  let at: u32 = ((color * 0x9e3779b1) >> 16) % COLOR_TABLE_SIZE;
  for (;;) {
    const known = <u32>load<u16>(COLOR_TABLE + 2 * at);
    if (known == 0) break;
    if (load<u32>(COLORS + 4 * (known - 1)) == color) return known - 1;
    at = (at + 1) % COLOR_TABLE_SIZE;
  }
  if (count == COLOR_LIMIT) return COLOR_LIMIT;
  store<u32>(COLORS + 4 * count, color);
  store<u16>(COLOR_TABLE + 2 * at, <u16>(count + 1));
  makeTables(count, color);
  return count++;
}

function makeTables(index: u32, color: u32): void {
  const plain = PLAIN_PICTURES + PLAIN_PICTURE_BYTES * index;
  for (let column = 0; column < COLUMNS; column++) {
    const window = COLUMN_WINDOWS + 16 * column;
    const whole = load<i32>(window, 8) - load<i32>(window) - 1;
    for (let channel = 0; channel < 3; channel++) {
      const level = (color >> (8 * channel)) & 255;
      const own: u32 = ((level * load<i32>(window, 4)) >> 14) + level * whole;
      const last: u32 = (level * load<i32>(window, 12)) >> 14;
      const sums = SUMS + SUMS_BYTES * (codeOf(index) + column) + 2 * channel;
      store<u16>(sums, <u16>own);
      store<u16>(sums, <u16>last, 8);
      const average = ((own + last) * columnReciprocal) >> 16;
      for (let row = 0; row < ROWS; row++) {
        const pixel = plain + 3 * (COLUMNS * row + column);
        store<u8>(pixel + channel, load<u8>(ROW_LEVELS + 256 * row + average));
      }
    }
  }
}

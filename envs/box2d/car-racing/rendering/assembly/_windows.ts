// The windows of the box filter: which canvas pixels make a picture's pixel, and with what weights.
import {
  CELL_ENDS,
  CELL_OF,
  CELL_WEIGHTS,
  CELLS_A_ROW,
  COLUMN_WINDOWS,
  COLUMNS,
  HEIGHT,
  PLACE_OF,
  ROW_LEVELS,
  ROW_WINDOWS,
  ROWS,
  SLOT_MASKS,
  WIDTH,
} from "./_layout";

/** 1 as 2.14 fixed point. */
const ONE: i32 = 0x4000;

/** What the sum of a window is multiplied by, in units of 1/65536. */
export const columnReciprocal: u32 = 0x40000000 / ((ONE * WIDTH) / COLUMNS);
export const rowReciprocal: u32 = 0x40000000 / ((ONE * HEIGHT) / ROWS);

export function prepareWindows(): void {
  findWindows(COLUMN_WINDOWS, WIDTH, COLUMNS);
  findWindows(ROW_WINDOWS, HEIGHT, ROWS);
  for (let cell = 0; cell < CELLS_A_ROW; cell++) {
    const first = load<i32>(COLUMN_WINDOWS + 16 * cell);
    const end = load<i32>(COLUMN_WINDOWS + 16 * (cell + 1));
    for (let x = first; x < end; x++) {
      store<u8>(CELL_OF + x, <u8>cell);
      store<u8>(PLACE_OF + x, <u8>(4 * (x - first)));
    }
    store<u64>(CELL_WEIGHTS + 16 * cell, load<u32>(COLUMN_WINDOWS + 16 * cell, 4));
    store<u64>(CELL_WEIGHTS + 16 * cell, cell == 0 ? 0 : load<u32>(COLUMN_WINDOWS + 16 * cell - 4), 8);
    for (let i = 0; i < 4; i++) store<i32>(CELL_ENDS + 16 * cell + 4 * i, first + 8 + i < end ? -1 : 0);
  }
  for (let i = 0; i < 24; i++) store<i32>(SLOT_MASKS + 4 * i, i < 12 ? 0 : -1);
  for (let row = 0; row < ROWS; row++) {
    const window = ROW_WINDOWS + 16 * row;
    const whole = load<i32>(window, 8) - load<i32>(window) - 1;
    for (let level = 0; level < 256; level++) {
      const sum = ((level * load<i32>(window, 4)) >> 14) + level * whole + ((level * load<i32>(window, 12)) >> 14);
      store<u8>(ROW_LEVELS + 256 * row + level, <u8>((<u32>sum * rowReciprocal) >> 16));
    }
  }
}

/** Neighbouring windows share a pixel. Behind the last one: where the left-over pixel begins, and where it ends. */
function findWindows(windows: usize, source: i32, target: i32): void {
  const size = (ONE * source) / target;
  let first = 0;
  let weight = ONE;
  for (let i = 0; i <= target; i++) {
    const window = windows + 16 * i;
    // Weights of the first and the last pixel; between them all count whole.
    const rest = size - weight;
    const whole = (rest - 1) / ONE;
    const lastWeight = rest - whole * ONE;
    store<i32>(window, first);
    store<i32>(window, weight, 4);
    first += whole + 1;
    store<i32>(window, first, 8);
    store<i32>(window, lastWeight, 12);
    weight = ONE - lastWeight;
  }
  store<i32>(windows + 16 * (target + 1), source);
}

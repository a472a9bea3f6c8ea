// Scales the canvas down to any size: what box-filter.ts does, with vectors and without repeating what has not changed.

/** The canvas that Gymnasium draws on (pixels). */
const WIDTH: i32 = 1000;
const HEIGHT: i32 = 800;

/** 1 as 2.14 fixed point. */
const ONE: i32 = 0x4000;

/** Target columns whose source pixels are compared with those of the row before at once. */
const CHUNK: i32 = 16;

/** The canvas: packed colours (u32), row-major. Pixels behind it are read, and count nothing. */
const PIXELS: usize = 1024;

/** Windows along one axis, 16 bytes each: first source pixel, its weight, last source pixel, its weight (of ONE). */
const COLUMN_WINDOWS: usize = PIXELS + 4 * WIDTH * (HEIGHT + 1) + 16;
const ROW_WINDOWS: usize = COLUMN_WINDOWS + 16 * WIDTH;

/** A canvas row that has been scaled along x, four bytes a pixel; the sums of some along y, four i32 a pixel. */
const NARROWED: usize = ROW_WINDOWS + 16 * HEIGHT;
const SUMS: usize = NARROWED + 4 * WIDTH;

/** The picture, row-major RGB, and four bytes that may be overwritten behind it. */
const PICTURE: usize = SUMS + 16 * WIDTH;

/** The end of all that is used. */
const END: usize = PICTURE + 3 * WIDTH * HEIGHT + 16;

let columnReciprocal: i32 = 0;
let rowReciprocal: i32 = 0;

/** The canvas row in NARROWED; −1: none. */
let narrowed: i32 = -1;

/** Where the host puts the canvas, and where it finds the picture; how many bytes are used. */
export function pixels(): usize {
  return PIXELS;
}

export function picture(): usize {
  return PICTURE;
}

export function end(): usize {
  return END;
}

/** Sets the size of the picture: 1 × 1 to that of the canvas. */
export function setSize(width: i32, height: i32): void {
  columnReciprocal = findWindows(COLUMN_WINDOWS, WIDTH, width);
  rowReciprocal = findWindows(ROW_WINDOWS, HEIGHT, height);
}

/** Finds the windows along one axis. Returns what a window's sum is multiplied by, in units of 1/65536. */
function findWindows(windows: usize, source: i32, target: i32): i32 {
  const size = (ONE * source) / target;
  let first = 0;
  let weight = ONE;
  for (let i = 0; i < target; i++) {
    const window = windows + 16 * i;
    // At least one more pixel, of weight 0 where nothing is scaled. Those between the first and the last count whole.
    const more = max((size - weight + ONE - 1) / ONE, 1);
    const lastWeight = size - weight - (more - 1) * ONE;
    store<i32>(window, first);
    store<i32>(window, weight, 4);
    first += more;
    store<i32>(window, first, 8);
    store<i32>(window, lastWeight, 12);
    weight = ONE - lastWeight;
  }
  return 0x40000000 / size;
}

/** Scales the canvas to the size that was set. */
export function scale(width: i32, height: i32): void {
  narrowed = -1;
  for (let row = 0; row < height; row++) {
    const window = ROW_WINDOWS + 16 * row;
    const first = load<i32>(window);
    const last = load<i32>(window, 8);
    const firstWeight = i32x4.splat(load<i32>(window, 4));
    const lastWeight = i32x4.splat(load<i32>(window, 12));
    narrowRow(first, width);
    for (let x = 0; x < width; x++) v128.store(SUMS + 16 * x, weigh(levelsAt(NARROWED + 4 * x), firstWeight));
    for (let y = first + 1; y < last; y++) {
      narrowRow(y, width);
      for (let x = 0; x < width; x++) {
        const at = SUMS + 16 * x;
        v128.store(at, i32x4.add(v128.load(at), levelsAt(NARROWED + 4 * x)));
      }
    }
    // Behind the canvas, where nothing is scaled, the weight is 0.
    narrowRow(min(last, HEIGHT - 1), width);
    const reciprocal = i32x4.splat(rowReciprocal);
    const target = PICTURE + 3 * width * row;
    for (let x = 0; x < width; x++) {
      const sum = i32x4.add(v128.load(SUMS + 16 * x), weigh(levelsAt(NARROWED + 4 * x), lastWeight));
      const average = i32x4.shr_u(i32x4.mul(sum, reciprocal), 16);
      // The fourth byte is written over by the next pixel.
      const bytes = i8x16.shuffle(average, average, 0, 4, 8, 3, 0, 4, 8, 3, 0, 4, 8, 3, 0, 4, 8, 3);
      v128.store32_lane(target + 3 * x, bytes, 0);
    }
  }
}

/** Scales canvas row y along x into NARROWED, which holds another row: most of it stays as it is. */
function narrowRow(y: i32, width: i32): void {
  if (y == narrowed) return;
  const row = PIXELS + 4 * WIDTH * y;
  const before = PIXELS + 4 * WIDTH * narrowed;
  for (let x = 0; x < width; x += CHUNK) {
    const count = min(CHUNK, width - x);
    if (narrowed >= 0) {
      const from = 4 * load<i32>(COLUMN_WINDOWS + 16 * x);
      const to = 4 * load<i32>(COLUMN_WINDOWS + 16 * (x + count - 1), 8) + 4;
      if (isSame(row + from, before + from, to - from)) continue;
    }
    for (let i = x; i < x + count; i++) narrowWindow(row, i);
  }
  narrowed = y;
}

/** Whether two rows of pixels are the same; up to 12 bytes more are compared. */
// @ts-ignore: decorator
@inline
function isSame(a: usize, b: usize, bytes: i32): bool {
  let differences = i32x4.splat(0);
  for (let i = 0; i < bytes; i += 16) {
    differences = v128.or(differences, v128.xor(v128.load(a + i), v128.load(b + i)));
  }
  return !v128.any_true(differences);
}

// @ts-ignore: decorator
@inline
function narrowWindow(row: usize, x: i32): void {
  const window = COLUMN_WINDOWS + 16 * x;
  const last = row + 4 * load<i32>(window, 8);
  let at = row + 4 * load<i32>(window);
  let sum = weigh(levelsAt(at), v128.load32_splat(window, 4));
  for (at += 4; at < last; at += 4) sum = i32x4.add(sum, levelsAt(at));
  sum = i32x4.add(sum, weigh(levelsAt(last), v128.load32_splat(window, 12)));
  const average = i32x4.shr_u(i32x4.mul(sum, i32x4.splat(columnReciprocal)), 16);
  const halves = i16x8.narrow_i32x4_u(average, average);
  v128.store32_lane(NARROWED + 4 * x, i8x16.narrow_i16x8_u(halves, halves), 0);
}

/** The channels of a packed colour: four i32. */
// @ts-ignore: decorator
@inline
function levelsAt(pixel: usize): v128 {
  return i32x4.extend_low_i16x8_u(i16x8.extend_low_i8x16_u(v128.load32_zero(pixel)));
}

// @ts-ignore: decorator
@inline
function weigh(levels: v128, weight: v128): v128 {
  return i32x4.shr_u(i32x4.mul(levels, weight), 14);
}

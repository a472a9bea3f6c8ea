import type { Picture } from "../../envs/env.js";

/** A picture in at most 256 colours. */
export interface IndexedPicture {
  /** The colours, as [red, green, blue]. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** The colour of each pixel, row after row. */
  readonly indices: Uint8Array;
}

const COLOURS = 256;

/**
 * Keeps the picture's most frequent colours as they are and moves every other to the nearest of them. Made for drawings:
 * flat areas stay exact, so they do not flicker from frame to frame, and only blends along edges move.
 */
export function toPalette({ data }: Picture): IndexedPicture {
  const pixels = data.length / 3;
  const colourAt = (pixel: number) =>
    (data[3 * pixel]! << 16) | (data[3 * pixel + 1]! << 8) | data[3 * pixel + 2]!;

  const counts = new Map<number, number>();
  for (let pixel = 0; pixel < pixels; pixel++) {
    const colour = colourAt(pixel);
    counts.set(colour, (counts.get(colour) ?? 0) + 1);
  }
  const frequent = [...counts]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b)
    .map(([colour]) => colour);
  const palette = frequent
    .slice(0, COLOURS)
    .map((colour) => [red(colour), green(colour), blue(colour)] as const);

  const indexOf = new Map<number, number>();
  for (const [rank, colour] of frequent.entries()) {
    indexOf.set(colour, rank < COLOURS ? rank : nearest(colour, palette));
  }
  const indices = new Uint8Array(pixels);
  for (let pixel = 0; pixel < pixels; pixel++) indices[pixel] = indexOf.get(colourAt(pixel))!;
  return { palette, indices };
}

const red = (colour: number) => colour >> 16;
const green = (colour: number) => (colour >> 8) & 255;
const blue = (colour: number) => colour & 255;

/** Index of the palette's colour at the least Euclidean distance; the first of equals. */
function nearest(colour: number, palette: IndexedPicture["palette"]): number {
  let best = 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [index, [r, g, b]] of palette.entries()) {
    const distance = (r - red(colour)) ** 2 + (g - green(colour)) ** 2 + (b - blue(colour)) ** 2;
    if (distance < least) {
      least = distance;
      best = index;
    }
  }
  return best;
}

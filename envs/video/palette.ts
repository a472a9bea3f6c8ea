import type { RenderFrame } from "../env.js";

/** An image in at most 256 colours. */
export interface IndexedFrame {
  /** The colours, as [red, green, blue]. */
  readonly palette: readonly (readonly [number, number, number])[];
  /** The colour of each pixel, row after row. */
  readonly indices: Uint8Array;
}

const COLOURS = 256;

/** This many are the most frequent colours; the others fill the gaps between them. */
const FREQUENT = 128;

/**
 * Keeps the image's most frequent colours as they are, then those farthest from any kept so far, and moves every other
 * to the nearest kept one. Made for drawings: flat areas stay exact, so they do not flicker from frame to frame, and
 * only some of the blends along edges change, by little.
 */
export function toPalette({ data }: RenderFrame): IndexedFrame {
  const pixels = data.length / 3;
  const colourAt = (pixel: number) =>
    (data[3 * pixel] << 16) | (data[3 * pixel + 1] << 8) | data[3 * pixel + 2];

  // Neighbours are mostly of one colour: looking up only where it changes makes this several times faster.
  const counts = new Map<number, number>();
  for (let pixel = 0, start = 0; pixel < pixels; start = pixel) {
    const colour = colourAt(pixel);
    while (++pixel < pixels && colourAt(pixel) === colour);
    counts.set(colour, (counts.get(colour) ?? 0) + pixel - start);
  }
  const colours = [...counts]
    .sort(([a, countOfA], [b, countOfB]) => countOfB - countOfA || a - b)
    .map(([colour]) => colour);
  const { kept, nearest } = choose(colours);

  const indexOf = new Map(colours.map((colour, i) => [colour, nearest[i]]));
  const indices = new Uint8Array(pixels);
  for (let pixel = 0, last = -1, index = 0; pixel < pixels; pixel++) {
    const colour = colourAt(pixel);
    if (colour !== last) index = indexOf.get(colour)!;
    indices[pixel] = index;
    last = colour;
  }
  return { palette: kept.map((colour) => [red(colour), green(colour), blue(colour)]), indices };
}

/**
 * @param colours the most frequent first
 * @returns the colours to keep, and for each colour the index of the nearest kept one
 */
function choose(colours: readonly number[]): { kept: number[]; nearest: Uint8Array } {
  const kept: number[] = [];
  const nearest = new Uint8Array(colours.length);
  const distances = new Float64Array(colours.length).fill(Number.POSITIVE_INFINITY);
  while (kept.length < Math.min(COLOURS, colours.length)) {
    const next = kept.length < FREQUENT ? kept.length : indexOfLargest(distances);
    const chosen = colours[next];
    for (const [i, colour] of colours.entries()) {
      const distance = distanceBetween(colour, chosen);
      if (distance < distances[i]) {
        distances[i] = distance;
        nearest[i] = kept.length;
      }
    }
    kept.push(chosen);
  }
  return { kept, nearest };
}

const red = (colour: number) => colour >> 16;
const green = (colour: number) => (colour >> 8) & 255;
const blue = (colour: number) => colour & 255;

/** Squared Euclidean distance. */
function distanceBetween(a: number, b: number): number {
  return (red(a) - red(b)) ** 2 + (green(a) - green(b)) ** 2 + (blue(a) - blue(b)) ** 2;
}

/** The first of equals. */
function indexOfLargest(values: Float64Array): number {
  let largest = 0;
  for (let i = 1; i < values.length; i++) if (values[i] > values[largest]) largest = i;
  return largest;
}

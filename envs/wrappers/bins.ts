import { describe } from "../describe.js";
import { Box, Discrete, MultiDiscrete, type Space } from "../spaces.js";

/** A `Box` cut into bins of equal width, counted in each dimension. */
export interface Bins {
  readonly box: Box;
  /** How many bins each element has. */
  readonly counts: readonly number[];
  /** Number of all bins, or the number of one in each dimension. */
  readonly space: Discrete | MultiDiscrete;
}

/**
 * @param bins How many for every element, or for each.
 * @throws {TypeError} when the space is no `Box` of finite bounds. `wrapper` is who asks.
 * @throws {RangeError} when the numbers are not positive integers, one for each element.
 */
export function binsOf(
  wrapper: string,
  space: Space,
  bins: number | readonly number[],
  multiDiscrete: boolean,
): Bins {
  if (!(space instanceof Box) || !space.isBounded) {
    throw new TypeError(`${wrapper} expected a Box with finite bounds, got ${space}`);
  }
  const counts = typeof bins === "number" ? Array.from(space.low, () => bins) : Array.from(bins ?? []);
  if (counts.length !== space.size || !counts.every((count) => Number.isSafeInteger(count) && count > 0)) {
    throw new RangeError(`${wrapper} expected ${space.size} positive numbers of bins, got ${describe(bins)}`);
  }
  if (typeof multiDiscrete !== "boolean") {
    throw new RangeError(
      `${wrapper} expected multiDiscrete to be true or false, got ${describe(multiDiscrete)}`,
    );
  }
  const all = counts.reduce((product, count) => product * count, 1);
  return { box: space, counts, space: multiDiscrete ? new MultiDiscrete(counts) : new Discrete(all) };
}

/** Where bin `i` of an element begins: numpy's linspace, in the precision of the bounds. */
export function edgeOf({ box, counts }: Bins, element: number, i: number): number {
  const [low, high] = [box.low[element], box.high[element]];
  const round = box.dtype === "float32" ? Math.fround : (value: number) => value;
  const width = round(round(high - low) / counts[element]);
  return i === counts[element] ? high : round(round(i * width) + low);
}

/** The number of all bins together that these bins of each element have; the last element counts fastest. */
export function joined({ counts }: Bins, indices: readonly number[]): number {
  return indices.reduce((number, index, i) => number * counts[i] + index, 0);
}

/** The bin of each element. */
export function parted({ counts }: Bins, number: number): number[] {
  const indices = new Array<number>(counts.length);
  for (let i = counts.length - 1; i >= 0; i--) {
    indices[i] = number % counts[i];
    number = Math.floor(number / counts[i]);
  }
  return indices;
}

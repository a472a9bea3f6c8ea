import { describe } from "../describe.js";
import { anything, checkOptions, isList } from "../options.js";
import type { Random } from "../random.js";
import type { SampleOptions } from "./space.js";

/** For each value whether it may be drawn: true or 1, false or 0. */
export type Mask = ArrayLike<boolean | number>;

/** How likely each value is; they sum to 1. */
export type Probabilities = ArrayLike<number>;

/** How far from 1 the sum of probabilities may be: numpy's `isclose`. */
const TOLERANCE = 1e-5;

/**
 * The number of one of `count` values, drawn as numpy draws it.
 * @throws {TypeError} when both a mask and probabilities are given.
 * @throws {RangeError} when there is not one for each value, or no value may be drawn.
 */
export function drawIndex(random: Random, count: number, options: SampleOptions): number {
  expectOne(options);
  const { mask, probability } = options;
  if (mask !== undefined) {
    const chosen = indicesOf(expectMask(mask, count, [0, 1]));
    if (chosen.length === 0) throw new RangeError("expected a mask with at least one true, got none");
    return random.choice(chosen);
  }
  if (probability !== undefined) {
    return random.choice(
      Array.from({ length: count }, (_, i) => i),
      expectProbabilities(probability, count),
    );
  }
  return random.integers(count);
}

/** What `sample` takes; `expectMask` and its like look at the values. */
const RULES = { mask: anything, probability: anything };

/**
 * @throws {TypeError} when both are given, or something else: Gymnasium's `sample(mask)` is `sample({ mask })` here.
 */
export function expectOne(options: SampleOptions): void {
  checkOptions("sample", RULES, options);
  const { mask, probability } = options;
  if (mask !== undefined && probability !== undefined) {
    throw new TypeError("expected a mask or probabilities, got both");
  }
}

/** @throws {RangeError} when the mask is not a list of so many of the given numbers. Booleans count as 0 and 1. */
export function expectMask(mask: unknown, count: number, values: readonly number[]): number[] {
  const list = isList(mask)
    ? Array.from(mask, (value) => (typeof value === "boolean" ? Number(value) : value))
    : [];
  if (!isList(mask) || list.length !== count || !list.every((value) => values.includes(value))) {
    throw new RangeError(`expected a mask of ${count} values ${values.join(" or ")}, got ${describe(mask)}`);
  }
  return list;
}

/** @throws {RangeError} when they are not so many numbers from 0 to 1 with the sum 1. */
export function expectProbabilities(probability: unknown, count: number): number[] {
  const list = expectShares(probability, count);
  const sum = list.reduce((total, share) => total + share, 0);
  if (Math.abs(sum - 1) > TOLERANCE) throw new RangeError(`expected probabilities that sum to 1, got ${sum}`);
  return list;
}

/** @throws {RangeError} when they are not so many numbers from 0 to 1. */
export function expectShares(probability: unknown, count: number): number[] {
  const list = isList(probability) ? Array.from(probability) : [];
  if (!isList(probability) || list.length !== count || !list.every((share) => share >= 0 && share <= 1)) {
    throw new RangeError(`expected ${count} probabilities from 0 to 1, got ${describe(probability)}`);
  }
  return list;
}

function indicesOf(mask: readonly number[]): number[] {
  return mask.flatMap((value, i) => (value === 1 ? [i] : []));
}

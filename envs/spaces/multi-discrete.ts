import { describe } from "../describe.js";
import { expectList } from "../options.js";
import { drawIndex, expectOne, type Mask, type Probabilities } from "./mask.js";
import { type SampleOptions, Space } from "./space.js";

/** An element: 32-bit integers, or doubles where the integers need more bits. */
export type Integers = Int32Array | Float64Array;

/**
 * Lists of integers, element i from `starts[i]` to `starts[i]` + `counts[i]` − 1 (gymnasium.spaces.MultiDiscrete).
 * Vector environments take their discrete actions from such a space. `sample` gives the numbers that Gymnasium gives
 * for the same seed.
 */
export class MultiDiscrete extends Space<Integers, Integers | readonly number[]> {
  /** Row-major where the shape has several dimensions. */
  readonly counts: readonly number[];
  readonly starts: readonly number[];
  readonly shape: readonly number[];
  /** The constructor of the space's arrays. */
  readonly arrayType: Int32ArrayConstructor | Float64ArrayConstructor;

  /**
   * @param counts How many values each element has, 1 to 2³².
   * @param starts The smallest value of each element. Default 0.
   * @param shape Sizes of the dimensions. Default: one dimension.
   * @throws {RangeError} when a count is not in its range or the lists differ in length.
   * @throws {TypeError} when one is no list.
   */
  constructor(
    counts: readonly number[],
    starts: readonly number[] = Array.from(counts ?? [], () => 0),
    shape: readonly number[] = [counts?.length],
  ) {
    super();
    for (const [name, list] of Object.entries({ counts, starts, shape })) expectList(name, list);
    const isCount = (n: number) => Number.isInteger(n) && n >= 1 && n <= 2 ** 32;
    // Array.from, since methods of arrays skip holes.
    if (counts.length === 0 || !Array.from(counts).every(isCount)) {
      throw new RangeError(`expected counts that are integers from 1 to 2^32, got [${counts.join(", ")}]`);
    }
    const areStarts = Array.from(starts).every(
      (start, i) => Number.isSafeInteger(start) && Number.isSafeInteger(start + counts[i]),
    );
    if (starts.length !== counts.length || !areStarts) {
      throw new RangeError(`expected ${counts.length} integer starts, got [${starts.join(", ")}]`);
    }
    const areSides = Array.from(shape).every((side) => Number.isSafeInteger(side) && side > 0);
    if (!areSides || shape.reduce((product, side) => product * side, 1) !== counts.length) {
      throw new RangeError(`expected a shape of ${counts.length} elements, got [${shape.join(", ")}]`);
    }
    this.counts = Object.freeze([...counts]);
    this.starts = Object.freeze([...starts]);
    this.shape = Object.freeze([...shape]);
    const fits = starts.every((start, i) => start >= -(2 ** 31) && start + counts[i] <= 2 ** 31);
    this.arrayType = fits ? Int32Array : Float64Array;
  }

  /** @param options `mask` and `probability`: a list with one for each element, as for `Discrete`. */
  override sample(options: SampleOptions<readonly Mask[], readonly Probabilities[]> = {}): Integers {
    const { counts, starts, random } = this;
    expectOne(options);
    const given = options.mask ?? options.probability;
    if (given === undefined) {
      return this.from((n, i) => starts[i] + Math.floor(random.random() * n));
    }
    expectList("mask", given);
    if (given.length !== counts.length) {
      throw new RangeError(`expected ${counts.length} masks, got ${describe(given)}`);
    }
    return this.from((n, i) => {
      const one = { mask: options.mask?.[i], probability: options.probability?.[i] };
      return starts[i] + drawIndex(random, n, one);
    });
  }

  /** An array of the space's type, from the count and the number of each element. */
  from(element: (count: number, i: number) => number): Integers {
    const array = new this.arrayType(this.counts.length);
    for (const [i, count] of this.counts.entries()) array[i] = element(count, i);
    return array;
  }

  override contains(value: unknown): value is Integers | readonly number[] {
    if (!Array.isArray(value) && !(value instanceof this.arrayType)) return false;
    const areIntegers = value instanceof Int32Array;
    const { counts, starts } = this;
    if (value.length !== counts.length) return false;
    // A loop, since vector environments ask this at every step.
    for (let i = 0; i < counts.length; i++) {
      const element: unknown = value[i];
      const start = starts[i];
      if (!areIntegers && !Number.isInteger(element)) return false;
      if ((element as number) < start || (element as number) >= start + counts[i]) return false;
    }
    return true;
  }

  override equals(other: Space): boolean {
    return (
      other instanceof MultiDiscrete &&
      other.toString() === this.toString() &&
      other.shape.join() === this.shape.join()
    );
  }

  override toString(): string {
    const starts = this.starts.some((start) => start !== 0) ? `, start=[${this.starts.join(", ")}]` : "";
    return `MultiDiscrete([${this.counts.join(", ")}]${starts})`;
  }
}

import { describe } from "../describe.js";
import { aList, anything, checkOptions, isList } from "../options.js";
import { expectOne } from "./mask.js";
import { type SampleOptions, Space } from "./space.js";

/**
 * The typed array of each element type of a `Box`. JavaScript's numbers hold integers up to 2^53, so those of 64 bits
 * lie in a `Float64Array`.
 */
export interface ArrayTypes {
  readonly uint8: Uint8Array;
  readonly int8: Int8Array;
  readonly uint16: Uint16Array;
  readonly int16: Int16Array;
  readonly uint32: Uint32Array;
  readonly int32: Int32Array;
  readonly uint64: Float64Array;
  readonly int64: Float64Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

export type DType = keyof ArrayTypes;

const constructors = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  uint64: Float64Array,
  int64: Float64Array,
  float32: Float32Array,
  float64: Float64Array,
};

export interface BoxOptions<D extends DType> {
  /** Smallest value of every element, or of each (row-major). −Infinity where there is none. */
  readonly low: number | ArrayLike<number>;
  /** Greatest value of every element, or of each; included. Infinity where there is none. */
  readonly high: number | ArrayLike<number>;
  /** Sizes of the dimensions. Default: one dimension as long as `low` or `high`, or of length 1. */
  readonly shape?: readonly number[];
  readonly dtype: D;
}

/** Elements that an array can have in every engine. */
const MOST = 2 ** 32;

const RULES = { low: anything, high: anything, shape: aList, dtype: anything };

/**
 * Arrays of one shape, each element between a low and a high bound (gymnasium.spaces.Box). The elements are typed
 * arrays, row-major; lists of numbers are taken too, and rounded to the element type.
 * `sample` gives the numbers that Gymnasium gives for the same seed.
 */
export class Box<D extends DType = DType> extends Space<ArrayTypes[D], ArrayTypes[D] | readonly number[]> {
  readonly dtype: D;
  readonly shape: readonly number[];
  /** Number of elements: the product of the shape. */
  readonly size: number;
  /** Bounds of each element, row-major. */
  readonly low: ArrayTypes[D];
  readonly high: ArrayTypes[D];

  /**
   * @throws {RangeError} when the shape and the bounds do not fit together or a bound is not in the element type.
   * @throws {TypeError} when there is another option.
   */
  constructor(options: BoxOptions<D>) {
    super();
    checkOptions("Box", RULES, options);
    const { low, high, shape, dtype } = options;
    if (!Object.hasOwn(constructors, dtype)) {
      throw new RangeError(
        `expected dtype to be ${Object.keys(constructors).join(", ")}, got ${describe(dtype)}`,
      );
    }
    const lengthOf = (bounds: unknown) =>
      typeof bounds === "number" ? undefined : (bounds as number[])?.length;
    const length = lengthOf(low) ?? lengthOf(high) ?? 1;
    this.dtype = dtype;
    this.shape = Object.freeze([...(shape ?? [length])]);
    if (!this.shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
      throw new RangeError(`expected a shape of integers from 0 on, got [${this.shape.join(", ")}]`);
    }
    this.size = this.shape.reduce((product, side) => product * side, 1);
    if (this.size > MOST) throw new RangeError(`expected a shape of at most 2^32 elements, got ${this.size}`);
    this.low = this.#bounds("low", low);
    this.high = this.#bounds("high", high);
    for (let i = 0; i < this.size; i++) {
      const [smallest, greatest] = [this.low[i], this.high[i]];
      if (smallest > greatest || smallest === Infinity || greatest === -Infinity) {
        throw new RangeError(`expected low ≤ high, got ${smallest} and ${greatest} at index ${i}`);
      }
    }
  }

  #bounds(name: string, bounds: number | ArrayLike<number>): ArrayTypes[D] {
    if (typeof bounds !== "number" && !isList(bounds)) {
      throw new RangeError(`expected ${name} to be a number or a list of numbers, got ${describe(bounds)}`);
    }
    if (typeof bounds !== "number" && bounds.length !== this.size) {
      throw new RangeError(`expected ${this.size} values of ${name}, got ${bounds.length}`);
    }
    const array = this.empty();
    for (let i = 0; i < this.size; i++) {
      const bound: unknown = typeof bounds === "number" ? bounds : bounds[i];
      if (typeof bound !== "number" || Number.isNaN(bound) || !this.#isOfType(bound)) {
        const where = typeof bounds === "number" ? "" : ` at index ${i}`;
        throw new RangeError(
          `expected ${name} to be in the range of ${this.dtype}, got ${describe(bound)}${where}`,
        );
      }
      array[i] = bound;
    }
    return array;
  }

  /** Whether the element type has such a number, up to rounding. */
  #isOfType(value: number): boolean {
    if (this.dtype === "float64") return true;
    if (this.dtype === "float32") return Number.isFinite(Math.fround(value)) === Number.isFinite(value);
    if (this.dtype === "int64") return Number.isSafeInteger(value);
    if (this.dtype === "uint64") return Number.isSafeInteger(value) && value >= 0;
    return this.arrayType.of(value)[0] === value;
  }

  get #isInteger(): boolean {
    return this.dtype !== "float32" && this.dtype !== "float64";
  }

  /** The constructor of the space's typed arrays. */
  get arrayType(): (typeof constructors)[D] {
    return constructors[this.dtype];
  }

  /** An array of the space's type and size, filled with zeros. */
  empty(): ArrayTypes[D] {
    return new this.arrayType(this.size) as unknown as ArrayTypes[D];
  }

  /** The values as an array of the space's type: a copy. The values need not lie between the bounds. */
  from(values: ArrayLike<number>): ArrayTypes[D] {
    return this.arrayType.from(values) as unknown as ArrayTypes[D];
  }

  /**
   * Uniform between finite bounds, exponential away from a single finite bound, normal where there is none.
   * Integers are uniform over low … high.
   * @throws {TypeError} when a mask is given: as in Gymnasium there is none for a `Box`.
   */
  override sample(options: SampleOptions = {}): ArrayTypes[D] {
    expectOne(options);
    this.refuseMask(options);
    const { low, high, random } = this;
    const sample = this.empty();
    // Gymnasium's order: elements without bounds first, then those with one, then those with both.
    for (let i = 0; i < this.size; i++) {
      if (low[i] === -Infinity && high[i] === Infinity) sample[i] = random.standardNormal();
    }
    for (let i = 0; i < this.size; i++) {
      if (low[i] !== -Infinity && high[i] === Infinity) sample[i] = random.standardExponential() + low[i];
    }
    for (let i = 0; i < this.size; i++) {
      if (low[i] === -Infinity && high[i] !== Infinity) sample[i] = -random.standardExponential() + high[i];
    }
    const beyond = this.#isInteger ? 1 : 0;
    for (let i = 0; i < this.size; i++) {
      if (low[i] === -Infinity || high[i] === Infinity) continue;
      const value = between(low[i], high[i] + beyond, random.random());
      // Rounding can lead past a bound that is larger than 2^52.
      sample[i] = Math.min(beyond ? Math.floor(value) : value, high[i]);
    }
    return sample;
  }

  override contains(value: unknown): value is ArrayTypes[D] | readonly number[] {
    return this.#every(value, (element, i) => element >= this.low[i] && element <= this.high[i]);
  }

  /** Whether the value has a finite number of the element type for each element, within the bounds or not. */
  holdsNumbers(value: unknown): value is ArrayTypes[D] | readonly number[] {
    return this.#every(value, Number.isFinite);
  }

  /**
   * Whether the value is an array of the space's type and size, or a list, all of whose rounded elements pass the test.
   */
  #every(value: unknown, test: (element: number, i: number) => boolean): boolean {
    if (!Array.isArray(value) && !(value instanceof this.arrayType)) return false;
    const array = value as ArrayLike<number>;
    if (array.length !== this.size) return false;
    const isFloat32 = this.dtype === "float32";
    // A typed array of the space's type can hold nothing else.
    const isInteger = this.#isInteger && (Array.isArray(value) || this.dtype.endsWith("64"));
    for (let i = 0; i < this.size; i++) {
      const element = array[i];
      if (typeof element !== "number") return false;
      const rounded = isFloat32 ? Math.fround(element) : element;
      if (!test(rounded, i)) return false;
      if (isInteger && !this.#isOfType(rounded)) return false;
    }
    return true;
  }

  /** Whether every element has a finite lower and upper bound. */
  get isBounded(): boolean {
    return this.low.every(Number.isFinite) && this.high.every(Number.isFinite);
  }

  override equals(other: Space): boolean {
    return (
      other instanceof Box &&
      other.dtype === this.dtype &&
      sameValues(other.shape, this.shape) &&
      sameValues(other.low, this.low) &&
      sameValues(other.high, this.high)
    );
  }

  override toString(): string {
    return `Box(${inShort(this.low)}, ${inShort(this.high)}, [${this.shape.join(", ")}], ${this.dtype})`;
  }
}

/** A share of the way from low to high, without overflow where they are more than the greatest number apart. */
function between(low: number, high: number, share: number): number {
  const range = high - low;
  return Number.isFinite(range) ? low + range * share : low * (1 - share) + high * share;
}

function sameValues(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);
}

/** One number when all are the same, the list when it is short. */
function inShort(bounds: ArrayTypes[DType]): string {
  if (bounds.every((value) => value === bounds[0])) return String(bounds[0]);
  return bounds.length <= 8 ? `[${bounds.join(", ")}]` : `[${bounds.slice(0, 8).join(", ")}, …]`;
}

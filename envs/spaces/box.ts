import { Space } from "./space.js";

/** The typed array of each element type of a `Box`. */
export interface ArrayTypes {
  readonly uint8: Uint8Array;
  readonly float32: Float32Array;
  readonly float64: Float64Array;
}

export type DType = keyof ArrayTypes;

const constructors = { uint8: Uint8Array, float32: Float32Array, float64: Float64Array };

export interface BoxOptions<D extends DType> {
  /** Least value of every element, or of each (row-major). −Infinity where there is none. */
  readonly low: number | ArrayLike<number>;
  /** Greatest value of every element, or of each; included. Infinity where there is none. */
  readonly high: number | ArrayLike<number>;
  /** Sizes of the dimensions. Default: one dimension as long as `low` or `high`, or of length 1. */
  readonly shape?: readonly number[];
  readonly dtype: D;
}

/**
 * Arrays of one shape, each element between a low and a high bound (gymnasium.spaces.Box). The elements are typed
 * arrays, row-major; lists of numbers are taken too, and rounded to the element type.
 *
 * Where every bound is finite `sample` gives the numbers that Gymnasium gives for the same seed.
 */
export class Box<D extends DType = DType> extends Space<ArrayTypes[D], ArrayTypes[D] | readonly number[]> {
  readonly dtype: D;
  readonly shape: readonly number[];
  /** Number of elements: the product of the shape. */
  readonly size: number;
  /** Bounds of each element, row-major. */
  readonly low: ArrayTypes[D];
  readonly high: ArrayTypes[D];

  /** @throws {RangeError} when the shape and the bounds do not fit together or a bound is not in the element type. */
  constructor({ low, high, shape, dtype }: BoxOptions<D>) {
    super();
    if (!(dtype in constructors)) {
      throw new RangeError(`expected dtype to be ${Object.keys(constructors).join(", ")}, got ${dtype}`);
    }
    const length = typeof low !== "number" ? low.length : typeof high !== "number" ? high.length : 1;
    this.dtype = dtype;
    this.shape = Object.freeze([...(shape ?? [length])]);
    if (!this.shape.every((side) => Number.isSafeInteger(side) && side >= 0)) {
      throw new RangeError(`expected a shape of integers from 0 on, got [${this.shape.join(", ")}]`);
    }
    this.size = this.shape.reduce((product, side) => product * side, 1);
    this.low = this.#bounds("low", low);
    this.high = this.#bounds("high", high);
    const wrong = this.low.findIndex((value, i) => value > this.high[i]!);
    if (wrong >= 0) {
      throw new RangeError(
        `expected low ≤ high, got ${this.low[wrong]} and ${this.high[wrong]} at index ${wrong}`,
      );
    }
  }

  #bounds(name: string, bounds: number | ArrayLike<number>): ArrayTypes[D] {
    if (typeof bounds !== "number" && bounds.length !== this.size) {
      throw new RangeError(`expected ${this.size} values of ${name}, got ${bounds.length}`);
    }
    const array = this.empty();
    for (let i = 0; i < this.size; i++) {
      const bound = typeof bounds === "number" ? bounds : bounds[i]!;
      array[i] = bound;
      const fits =
        this.dtype === "uint8" ? array[i] === bound : Number.isFinite(array[i]) === Number.isFinite(bound);
      if (Number.isNaN(bound) || !fits) {
        throw new RangeError(`expected ${name} to be in the range of ${this.dtype}, got ${bound}`);
      }
    }
    return array;
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
   */
  override sample(): ArrayTypes[D] {
    const { low, high, random } = this;
    const sample = this.empty();
    // Gymnasium's order: elements without bounds first, then those with one, then those with both.
    for (let i = 0; i < this.size; i++) {
      if (low[i] === -Infinity && high[i] === Infinity) sample[i] = normal(random.random(), random.random());
    }
    for (let i = 0; i < this.size; i++) {
      if (low[i] !== -Infinity && high[i] === Infinity) sample[i] = low[i]! + exponential(random.random());
    }
    for (let i = 0; i < this.size; i++) {
      if (low[i] === -Infinity && high[i] !== Infinity) sample[i] = high[i]! - exponential(random.random());
    }
    const beyond = this.dtype === "uint8" ? 1 : 0;
    for (let i = 0; i < this.size; i++) {
      if (low[i] === -Infinity || high[i] === Infinity) continue;
      const value = random.uniform(low[i]!, high[i]! + beyond);
      sample[i] = beyond ? Math.floor(value) : value;
    }
    return sample;
  }

  override contains(value: unknown): value is ArrayTypes[D] | readonly number[] {
    return this.#every(value, (element, i) => element >= this.low[i]! && element <= this.high[i]!);
  }

  /** Whether the value has a finite number of the element type for each element, within the bounds or not. */
  holdsNumbers(value: unknown): value is ArrayTypes[D] | readonly number[] {
    return this.#every(value, Number.isFinite);
  }

  /** Whether the value is an array of the space's type and size, or a list, all of whose rounded elements pass the test. */
  #every(value: unknown, test: (element: number, i: number) => boolean): boolean {
    if (!Array.isArray(value) && !(value instanceof this.arrayType)) return false;
    const array = value as ArrayLike<number>;
    if (array.length !== this.size) return false;
    for (let i = 0; i < this.size; i++) {
      const element = array[i];
      if (typeof element !== "number") return false;
      const rounded = this.dtype === "float32" ? Math.fround(element) : element;
      if (!test(rounded, i)) return false;
      if (this.dtype === "uint8" && rounded !== (rounded & 255)) return false;
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

/** Box and Muller's transform of two uniform numbers from [0, 1). */
function normal(a: number, b: number): number {
  return Math.sqrt(2 * exponential(a)) * Math.cos(2 * Math.PI * b);
}

function exponential(uniform: number): number {
  return -Math.log1p(-uniform);
}

function sameValues(a: ArrayLike<number>, b: ArrayLike<number>): boolean {
  return a.length === b.length && Array.prototype.every.call(a, (value, i) => value === b[i]);
}

/** One number when all are the same, the list when it is short. */
function inShort(bounds: ArrayTypes[DType]): string {
  if (bounds.every((value) => value === bounds[0])) return String(bounds[0]);
  return bounds.length <= 8 ? `[${bounds.join(", ")}]` : `[${bounds.slice(0, 8).join(", ")}, …]`;
}

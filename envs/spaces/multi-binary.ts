import { expectList } from "../options.js";
import { expectMask, expectOne, expectShares, type Mask, type Probabilities } from "./mask.js";
import { type SampleOptions, Space } from "./space.js";

/**
 * Arrays of zeros and ones of one shape (gymnasium.spaces.MultiBinary). `sample` gives the numbers that Gymnasium gives
 * for the same seed.
 */
export class MultiBinary extends Space<Int8Array, Int8Array | readonly number[]> {
  readonly shape: readonly number[];
  /** Number of elements: the product of the shape. */
  readonly size: number;

  /**
   * @param shape How many elements, or the sizes of the dimensions.
   * @throws {RangeError} when a size is not a positive integer.
   * @throws {TypeError} when it is neither a number nor a list.
   */
  constructor(shape: number | readonly number[]) {
    super();
    if (typeof shape !== "number") expectList("shape", shape);
    const sides = typeof shape === "number" ? [shape] : [...shape];
    if (sides.length === 0 || !sides.every((side) => Number.isSafeInteger(side) && side > 0)) {
      throw new RangeError(`expected sizes that are positive integers, got [${sides.join(", ")}]`);
    }
    this.shape = Object.freeze(sides);
    this.size = sides.reduce((product, side) => product * side, 1);
  }

  /** @param options `mask`: 0 or 1 where the element is to be that, 2 where it is drawn. `probability`: of a one. */
  override sample(options: SampleOptions<Mask, Probabilities> = {}): Int8Array {
    expectOne(options);
    const { mask, probability } = options;
    if (probability !== undefined) {
      const shares = expectShares(probability, this.size);
      return Int8Array.from(shares, (share) => Number(this.random.random() <= share));
    }
    const fixed = mask === undefined ? undefined : expectMask(mask, this.size, [0, 1, 2]);
    const bits = this.random.bytes(this.size, [2]);
    return Int8Array.from(bits, (bit, i) => (fixed === undefined || fixed[i] === 2 ? bit : fixed[i]));
  }

  override contains(value: unknown): value is Int8Array | readonly number[] {
    if (!Array.isArray(value) && !(value instanceof Int8Array)) return false;
    if (value.length !== this.size) return false;
    for (let i = 0; i < value.length; i++) if (value[i] !== 0 && value[i] !== 1) return false;
    return true;
  }

  override equals(other: Space): boolean {
    return other instanceof MultiBinary && other.toString() === this.toString();
  }

  override toString(): string {
    return `MultiBinary(${this.shape.length === 1 ? this.size : `[${this.shape.join(", ")}]`})`;
  }
}

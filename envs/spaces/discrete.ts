import { describe } from "../describe.js";
import { aList, anything, checkOptions } from "../options.js";
import { drawIndex, type Mask, type Probabilities } from "./mask.js";
import { type SampleOptions, Space } from "./space.js";

export interface DiscreteOptions<Name extends string> {
  /** The smallest element. Default 0. */
  readonly start?: number;
  /** What each element means, in order. */
  readonly names?: readonly Name[];
}

const RULES = { start: anything, names: aList };

/**
 * The `n` integers from `start` on (gymnasium.spaces.Discrete). The elements may have names, so that a program can say
 * `space.named("gas")` for 3. `sample` gives the numbers that Gymnasium gives for the same seed.
 */
export class Discrete<Name extends string = string> extends Space<number> {
  readonly n: number;
  readonly start: number;
  /** What each element means, from `start` on; empty when the elements have no names. */
  readonly names: readonly Name[];

  /**
   * @throws {RangeError} when `n` or `start` is not a fitting integer, or there is not one name per element.
   * @throws {TypeError} when there is another option.
   */
  constructor(n: number, options: DiscreteOptions<Name> = {}) {
    super();
    checkOptions("Discrete", RULES, options);
    const { start = 0, names = [] } = options;
    if (!Number.isInteger(n) || n < 1 || n > 2 ** 32) {
      throw new RangeError(`expected n to be an integer from 1 to 2^32, got ${describe(n)}`);
    }
    if (!Number.isSafeInteger(start) || !Number.isSafeInteger(start + n)) {
      throw new RangeError(`expected start to be a safe integer, got ${describe(start)}`);
    }
    if (names.length > 0 && (names.length !== n || new Set(names).size !== n)) {
      throw new RangeError(`expected ${n} different names, got ${names.join(", ")}`);
    }
    this.n = n;
    this.start = start;
    this.names = Object.freeze([...names]);
  }

  /** @param options `mask`: for each element whether it may be drawn. `probability`: of each element. */
  override sample(options: SampleOptions<Mask, Probabilities> = {}): number {
    return this.start + drawIndex(this.random, this.n, options);
  }

  override contains(value: unknown): value is number {
    return (
      Number.isInteger(value) && (value as number) >= this.start && (value as number) < this.start + this.n
    );
  }

  /**
   * The element of that name.
   * @throws {RangeError} when no element has it.
   */
  named(name: Name): number {
    const index = this.names.indexOf(name);
    if (index < 0) {
      throw new RangeError(`expected one of the names ${this.names.join(", ") || "(none)"}, got ${name}`);
    }
    return this.start + index;
  }

  /** The name of an element; undefined when the elements have no names. */
  nameOf(value: number): Name | undefined {
    return this.names[value - this.start];
  }

  override equals(other: Space): boolean {
    return other instanceof Discrete && other.n === this.n && other.start === this.start;
  }

  override toString(): string {
    return this.start === 0 ? `Discrete(${this.n})` : `Discrete(${this.n}, start=${this.start})`;
  }
}

import { describe } from "../describe.js";
import { anything, checkOptions, expectList } from "../options.js";
import { expectMask, expectOne, expectProbabilities, type Mask, type Probabilities } from "./mask.js";
import { type SampleOptions, Space } from "./space.js";

export interface TextOptions {
  /** Most characters. */
  readonly maxLength: number;
  /** Fewest characters. Default 1. */
  readonly minLength?: number;
  /** The characters that may occur. Default: letters and digits of ASCII. */
  readonly charset?: string;
}

/** Gymnasium's default, in its order. */
const ALPHANUMERIC = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

const RULES = { maxLength: anything, minLength: anything, charset: anything };

/** Strings of some characters (gymnasium.spaces.Text). `sample` gives what Gymnasium gives for the same seed. */
export class Text extends Space<string> {
  readonly maxLength: number;
  readonly minLength: number;
  /** The characters that may occur, each once. */
  readonly characters: readonly string[];

  /**
   * @throws {RangeError} when the lengths are not integers 0 ≤ minLength ≤ maxLength, or there are no characters.
   * @throws {TypeError} when there is another option.
   */
  constructor(options: TextOptions) {
    super();
    checkOptions("Text", RULES, options);
    const { maxLength, minLength = 1, charset = ALPHANUMERIC } = options;
    const areLengths = [minLength, maxLength].every((length) => Number.isSafeInteger(length) && length >= 0);
    if (!areLengths || minLength > maxLength) {
      throw new RangeError(
        `expected integers 0 ≤ minLength ≤ maxLength, got ${describe(minLength)} and ${describe(maxLength)}`,
      );
    }
    if (typeof charset !== "string" || charset.length === 0) {
      throw new RangeError(`expected charset to be a string of characters, got ${describe(charset)}`);
    }
    this.maxLength = maxLength;
    this.minLength = minLength;
    this.characters = Object.freeze([...new Set(charset)]);
  }

  /**
   * @param options `mask`: the length, and for each character whether it may occur, either of them undefined where it
   * is
   *   drawn. `probability`: the length, and how likely each character is.
   */
  override sample(
    options: SampleOptions<
      readonly [length?: number | undefined, characters?: Mask | undefined],
      readonly [length?: number | undefined, characters?: Probabilities | undefined]
    > = {},
  ): string {
    expectOne(options);
    const given = options.mask ?? options.probability ?? [];
    expectList("mask", given);
    const [length, characters] = given;
    if (
      length !== undefined &&
      !(Number.isInteger(length) && length >= this.minLength && length <= this.maxLength)
    ) {
      throw new RangeError(
        `expected a length from ${this.minLength} to ${this.maxLength}, got ${describe(length)}`,
      );
    }
    const count = this.characters.length;
    let shares = Array.from({ length: count }, () => 1 / count);
    if (options.mask && characters !== undefined) {
      const mask = expectMask(characters, count, [0, 1]);
      const sum = mask.reduce((total, value) => total + value, 0);
      if (sum === 0) throw new RangeError("expected a mask with at least one true, got none");
      shares = mask.map((value) => value / sum);
    } else if (characters !== undefined) shares = expectProbabilities(characters, count);
    const drawn = length ?? this.random.integers(this.minLength, this.maxLength + 1);
    return Array.from({ length: drawn }, () => this.random.choice(this.characters, shares)).join("");
  }

  override contains(value: unknown): value is string {
    if (typeof value !== "string") return false;
    const letters = [...value];
    if (letters.length < this.minLength || letters.length > this.maxLength) return false;
    return letters.every((letter) => this.characters.includes(letter));
  }

  override equals(other: Space): boolean {
    return (
      other instanceof Text &&
      other.minLength === this.minLength &&
      other.maxLength === this.maxLength &&
      [...other.characters].sort().join("") === [...this.characters].sort().join("")
    );
  }

  override toString(): string {
    return `Text(${this.minLength}, ${this.maxLength}, charset=${[...this.characters].sort().join("")})`;
  }
}

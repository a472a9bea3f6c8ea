import { describe } from "../describe.js";
import { expectList } from "../options.js";
import { expectOne } from "./mask.js";
import { type AcceptedBy, type SampleOptions, Space, type ValueOf } from "./space.js";

/**
 * Elements of one of several spaces, with the number of the space (gymnasium.spaces.OneOf). `sample` gives what
 * Gymnasium gives for the same seed.
 */
export class OneOf<const Spaces extends readonly Space[] = readonly Space[]> extends Space<
  [index: number, value: ValueOf<Spaces[number]>],
  readonly [index: number, value: AcceptedBy<Spaces[number]>]
> {
  readonly spaces: Spaces;

  /** @throws {TypeError} when there is no space, or an element is none. */
  constructor(spaces: Spaces) {
    super();
    if (!Array.isArray(spaces) || spaces.length === 0 || !spaces.every((space) => space instanceof Space)) {
      throw new TypeError(`expected a list of spaces, got ${describe(spaces)}`);
    }
    this.spaces = Object.freeze([...spaces]) as unknown as Spaces;
  }

  /** @param options `mask` and `probability`: a list with one for each space, or with undefined. */
  override sample(options: SampleOptions<readonly unknown[], readonly unknown[]> = {}) {
    expectOne(options);
    const given = options.mask ?? options.probability;
    if (given !== undefined) expectList("mask", given);
    if (given && given.length !== this.spaces.length) {
      throw new RangeError(`expected ${this.spaces.length} masks, got ${given.length}`);
    }
    const index = this.random.integers(this.spaces.length);
    const value = this.spaces[index].sample({
      mask: options.mask?.[index],
      probability: options.probability?.[index],
    });
    return [index, value] as [number, ValueOf<Spaces[number]>];
  }

  override contains(value: unknown): value is readonly [number, AcceptedBy<Spaces[number]>] {
    if (!Array.isArray(value) || value.length !== 2 || !Number.isInteger(value[0])) return false;
    return this.spaces[value[0]]?.contains(value[1]) ?? false;
  }

  /** Restarts the random numbers, and those of each space with a seed drawn from these. */
  override seed(seed?: number): void {
    super.seed(seed);
    for (const space of this.spaces) space.seed(this.random.integers(2 ** 31 - 1));
    // The choice of the space starts anew, as Gymnasium's does.
    if (seed !== undefined) super.seed(seed);
  }

  override equals(other: Space): boolean {
    return (
      other instanceof OneOf &&
      other.spaces.length === this.spaces.length &&
      this.spaces.every((space, i) => space.equals(other.spaces[i]))
    );
  }

  override toString(): string {
    return `OneOf(${this.spaces.join(", ")})`;
  }
}

import { describe } from "../describe.js";
import { expectList } from "../options.js";
import { expectOne } from "./mask.js";
import { type AcceptedBy, type SampleOptions, Space, type ValueOf } from "./space.js";

/**
 * Lists with one element of each of several spaces (gymnasium.spaces.Tuple). `sample` gives the numbers that Gymnasium
 * gives for the same seed.
 */
export class Tuple<const Spaces extends readonly Space[] = readonly Space[]> extends Space<
  { [Index in keyof Spaces]: ValueOf<Spaces[Index]> },
  { readonly [Index in keyof Spaces]: AcceptedBy<Spaces[Index]> }
> {
  readonly spaces: Spaces;

  /** @throws {TypeError} when it is no list, or an element is no space. */
  constructor(spaces: Spaces) {
    super();
    expectList("spaces", spaces);
    for (const space of spaces) {
      if (!(space instanceof Space)) throw new TypeError(`expected spaces, got ${describe(space)}`);
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
    return this.spaces.map((space, i) =>
      space.sample({ mask: options.mask?.[i], probability: options.probability?.[i] }),
    ) as { [Index in keyof Spaces]: ValueOf<Spaces[Index]> };
  }

  override contains(
    value: unknown,
  ): value is { readonly [Index in keyof Spaces]: AcceptedBy<Spaces[Index]> } {
    return (
      Array.isArray(value) &&
      value.length === this.spaces.length &&
      this.spaces.every((space, i) => space.contains(value[i]))
    );
  }

  /** Restarts the random numbers of each space with a seed drawn from this one. */
  override seed(seed?: number): void {
    super.seed(seed);
    for (const space of this.spaces) space.seed(this.random.integers(2 ** 31 - 1));
  }

  override equals(other: Space): boolean {
    return (
      other instanceof Tuple &&
      other.spaces.length === this.spaces.length &&
      this.spaces.every((space, i) => space.equals(other.spaces[i]))
    );
  }

  override toString(): string {
    return `Tuple(${this.spaces.join(", ")})`;
  }
}

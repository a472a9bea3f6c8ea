import { describe } from "../describe.js";
import { expectList, isList } from "../options.js";
import { expectOne } from "./mask.js";
import { type AcceptedBy, type SampleOptions, Space, type ValueOf } from "./space.js";

/** The chance that a sampled sequence ends after an element; Gymnasium's choice. */
const END = 0.25;

/** The length of a sample or several to choose from, and what restricts each element. */
export type SequenceMask = readonly [length?: number | ArrayLike<number> | undefined, element?: unknown];

/**
 * Lists of any length of elements of one space (gymnasium.spaces.Sequence, without `stack`). `sample` gives what
 * Gymnasium gives for the same seed; samples have at least one element, unless a mask says otherwise.
 */
export class Sequence<S extends Space = Space> extends Space<ValueOf<S>[], readonly AcceptedBy<S>[]> {
  /** What the elements belong to. */
  readonly featureSpace: S;

  /** @throws {TypeError} when it is no space. */
  constructor(featureSpace: S) {
    super();
    if (!(featureSpace instanceof Space))
      throw new TypeError(`expected a space, got ${describe(featureSpace)}`);
    this.featureSpace = featureSpace;
  }

  override sample(options: SampleOptions<SequenceMask, SequenceMask> = {}): ValueOf<S>[] {
    expectOne(options);
    const given = options.mask ?? options.probability ?? [];
    expectList("mask", given);
    const count = this.#length(given[0]);
    const element = { mask: options.mask?.[1], probability: options.probability?.[1] };
    return Array.from({ length: count }, () => this.featureSpace.sample(element) as ValueOf<S>);
  }

  #length(length: number | ArrayLike<number> | undefined): number {
    if (length === undefined) return this.random.geometric(END);
    const lengths = typeof length === "number" ? [length] : isList(length) ? Array.from(length) : [];
    if (lengths.length === 0 || !lengths.every((one) => Number.isSafeInteger(one) && one >= 0)) {
      throw new RangeError(`expected lengths that are integers from 0 on, got ${describe(length)}`);
    }
    return typeof length === "number" ? length : this.random.choice(lengths);
  }

  override contains(value: unknown): value is readonly AcceptedBy<S>[] {
    if (!Array.isArray(value)) return false;
    for (let i = 0; i < value.length; i++) if (!this.featureSpace.contains(value[i])) return false;
    return true;
  }

  /** Restarts the random numbers, and those of the element's space with a seed drawn from these. */
  override seed(seed?: number): void {
    super.seed(seed);
    this.featureSpace.seed(this.random.integers(2 ** 31 - 1));
    // The lengths start anew, as Gymnasium's do.
    if (seed !== undefined) super.seed(seed);
  }

  override equals(other: Space): boolean {
    return other instanceof Sequence && other.featureSpace.equals(this.featureSpace);
  }

  override toString(): string {
    return `Sequence(${this.featureSpace})`;
  }
}

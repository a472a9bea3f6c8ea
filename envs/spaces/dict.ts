import { describe } from "../describe.js";
import { expectOptions } from "../options.js";
import { expectOne } from "./mask.js";
import { type AcceptedBy, type SampleOptions, Space, type ValueOf } from "./space.js";

export type Spaces = Readonly<Record<string, Space>>;

/**
 * Objects with one element of each of several named spaces (gymnasium.spaces.Dict). As in Gymnasium the names are
 * sorted. `sample` gives what Gymnasium gives for the same seed.
 */
export class Dict<const S extends Spaces = Spaces> extends Space<
  { [Name in keyof S]: ValueOf<S[Name]> },
  { readonly [Name in keyof S]: AcceptedBy<S[Name]> }
> {
  readonly spaces: S;

  /** @throws {TypeError} when an element is no space. */
  constructor(spaces: S) {
    super();
    expectOptions("Dict", spaces);
    const entries = Object.entries(spaces).sort(([a], [b]) => (a < b ? -1 : 1));
    for (const [name, space] of entries) {
      if (!(space instanceof Space))
        throw new TypeError(`expected ${name} to be a space, got ${describe(space)}`);
    }
    this.spaces = Object.freeze(Object.fromEntries(entries)) as S;
  }

  /** @param options `mask` and `probability`: an object with one for each space, or with undefined. */
  override sample(
    options: SampleOptions<Readonly<Record<string, unknown>>, Readonly<Record<string, unknown>>> = {},
  ) {
    expectOne(options);
    const given = options.mask ?? options.probability;
    if (given !== undefined) expectOptions("a mask of Dict", given);
    if (given && Object.keys(given).sort().join() !== Object.keys(this.spaces).join()) {
      throw new RangeError(
        `expected a mask with ${Object.keys(this.spaces).join(", ")}, got ${Object.keys(given).join(", ")}`,
      );
    }
    return Object.fromEntries(
      Object.entries(this.spaces).map(([name, space]) => [
        name,
        space.sample({ mask: options.mask?.[name], probability: options.probability?.[name] }),
      ]),
    ) as { [Name in keyof S]: ValueOf<S[Name]> };
  }

  override contains(value: unknown): value is { readonly [Name in keyof S]: AcceptedBy<S[Name]> } {
    if (typeof value !== "object" || value === null || Array.isArray(value)) return false;
    const names = Object.keys(this.spaces);
    return (
      Object.keys(value).length === names.length &&
      names.every((name) => Object.hasOwn(value, name) && this.spaces[name].contains(value[name as never]))
    );
  }

  /** Restarts the random numbers of each space with a seed drawn from this one. */
  override seed(seed?: number): void {
    super.seed(seed);
    for (const space of Object.values(this.spaces)) space.seed(this.random.integers(2 ** 31 - 1));
  }

  override equals(other: Space): boolean {
    if (!(other instanceof Dict)) return false;
    const names = Object.keys(this.spaces);
    return (
      names.join() === Object.keys(other.spaces).join() &&
      names.every((name) => this.spaces[name].equals(other.spaces[name]))
    );
  }

  override toString(): string {
    return `Dict(${Object.entries(this.spaces)
      .map(([name, space]) => `"${name}": ${space}`)
      .join(", ")})`;
  }
}

import { Random } from "../random.js";

/**
 * A set of values: what an environment may observe, or what may be done in it (gymnasium.spaces.Space).
 * `Value` is what `sample` gives. `Accepted` is what counts as an element when others hand it in: a `Box` gives typed
 * arrays and takes lists of numbers too.
 */
export abstract class Space<out Value = unknown, out Accepted = Value> {
  #random: Random | undefined;

  /** A random element, from the space's own random numbers. */
  abstract sample(): Value;

  /** Whether the value is an element. */
  abstract contains(value: unknown): value is Accepted;

  /** Whether the other space has the same elements. */
  abstract equals(other: Space): boolean;

  /** The space in one line, as error messages print it. */
  abstract toString(): string;

  /** Restarts the random numbers of `sample`. Without a seed they are different on every run. */
  seed(seed?: number): void {
    this.#random = new Random(seed);
  }

  /** The random numbers of `sample`. Never seeded: different on every run. */
  protected get random(): Random {
    this.#random ??= new Random();
    return this.#random;
  }
}

/** The elements of a space, as `sample`, `reset` and `step` give them. */
export type ValueOf<S extends Space> = S extends Space<infer Value, unknown> ? Value : never;

/** What a space takes as an element, in `step` for instance. */
export type AcceptedBy<S extends Space> = S extends Space<unknown, infer Accepted> ? Accepted : never;

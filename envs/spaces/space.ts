import { describe } from "../describe.js";
import { Random } from "../random.js";

/** What `sample` may be restricted by. Which mask a space takes, see its class. */
export interface SampleOptions<Mask = unknown, Probability = unknown> {
  /** What may be drawn. */
  readonly mask?: Mask | undefined;
  /** How likely each is to be drawn. Only one of `mask` and `probability` may be given. */
  readonly probability?: Probability | undefined;
}

/**
 * A set of values: what an environment may observe, or what may be done in it (gymnasium.spaces.Space).
 * `Value` is what `sample` gives. `Accepted` is what counts as an element when others hand it in: a `Box` gives typed
 * arrays and takes lists of numbers too.
 */
export abstract class Space<out Value = unknown, out Accepted = Value> {
  #random: Random | undefined;

  /** A random element, from the space's own random numbers. */
  abstract sample(options?: SampleOptions): Value;

  /** Whether the value is an element. */
  abstract contains(value: unknown): value is Accepted;

  /** Whether the other space has the same elements. */
  abstract equals(other: Space): boolean;

  /** The space in one line, as error messages print it. */
  abstract toString(): string;

  /**
   * Restarts the random numbers of `sample`. Without a seed they are different on every run.
   * @throws {RangeError} when the seed is not a non-negative safe integer.
   */
  seed(seed?: number): void {
    this.#random = new Random(seed);
  }

  /** The random numbers of `sample`. Never seeded: different on every run. */
  protected get random(): Random {
    this.#random ??= new Random();
    return this.#random;
  }

  /** @throws {TypeError} when there is a mask or a probability. */
  protected refuseMask(options: SampleOptions): void {
    if (options.mask === undefined && options.probability === undefined) return;
    throw new TypeError(`expected no mask for ${this}, got ${describe(options.mask ?? options.probability)}`);
  }
}

/** The elements of a space, as `sample`, `reset` and `step` give them. */
export type ValueOf<S extends Space> = S extends Space<infer Value, unknown> ? Value : never;

/** What a space takes as an element, in `step` for instance. */
export type AcceptedBy<S extends Space> = S extends Space<unknown, infer Accepted> ? Accepted : never;

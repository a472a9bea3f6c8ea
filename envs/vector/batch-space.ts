import { Box, Discrete, MultiDiscrete, type Space } from "../spaces.js";

/** The space of several elements of a space together (gymnasium.vector.utils.batch_space). */
export type Batched<S extends Space> = S extends Box ? S : S extends Discrete ? MultiDiscrete : Space;

/** Elements of a space, one a row: a typed array of the space's type. */
export type Rows = Uint8Array | Float32Array | Float64Array | Int32Array;

interface RowsConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): Rows;
}

/**
 * The space of `count` elements of `space`: a `Box` with a new first dimension, or a `MultiDiscrete` for a `Discrete`.
 * @throws {TypeError} when the space is of another kind.
 */
export function batchSpace<S extends Space>(space: S, count: number): Batched<S> {
  if (space instanceof Box) {
    const repeat = (bounds: ArrayLike<number>) =>
      Array.from({ length: space.size * count }, (_, i) => bounds[i % space.size]!);
    return new Box({
      low: repeat(space.low),
      high: repeat(space.high),
      shape: [count, ...space.shape],
      dtype: space.dtype,
    }) as Space as Batched<S>;
  }
  if (space instanceof Discrete) {
    const list = (value: number) => Array.from({ length: count }, () => value);
    return new MultiDiscrete(list(space.n), list(space.start)) as Space as Batched<S>;
  }
  throw new TypeError(`expected environments whose spaces are Box or Discrete, got ${space}`);
}

/** How `count` elements lie in memory: each row holds one. */
export class RowLayout {
  readonly #space: Space;
  readonly #count: number;

  constructor(space: Space, count: number) {
    this.#space = space;
    this.#count = count;
  }

  /** How many numbers a row has. */
  get length(): number {
    return this.#space instanceof Box ? this.#space.size : 1;
  }

  get bytes(): number {
    return this.#count * this.length * this.#type.BYTES_PER_ELEMENT;
  }

  get #type(): RowsConstructor {
    return this.#space instanceof Box ? this.#space.arrayType : Int32Array;
  }

  /** Rows in a buffer, from a byte offset on. */
  view(buffer: ArrayBufferLike, offset = 0): Rows {
    return new this.#type(buffer, offset, this.#count * this.length);
  }

  /** One element: a copy. */
  read(rows: Rows, index: number): unknown {
    if (!(this.#space instanceof Box)) return rows[index]!;
    return this.#space.from(rows.subarray(index * this.length, (index + 1) * this.length));
  }

  write(rows: Rows, index: number, element: unknown): void {
    if (typeof element === "number") {
      rows[index] = element;
      return;
    }
    const values = element as ArrayLike<number>;
    const at = index * values.length;
    // For a few numbers a loop is faster.
    if (values.length > 32) rows.set(values, at);
    else for (let i = 0; i < values.length; i++) rows[at + i] = values[i]!;
  }
}

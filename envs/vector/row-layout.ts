import {
  type ArrayTypes,
  Box,
  Dict,
  Discrete,
  type DType,
  MultiBinary,
  MultiDiscrete,
  type Space,
  Tuple,
} from "../spaces.js";

/** Elements of a space, one a row: a typed array of the space's type; of composed spaces a list or object of them. */
export type Rows = ArrayTypes[DType] | readonly Rows[] | { readonly [name: string]: Rows };

/** Gives memory of so many bytes. */
export type Allocate = (bytes: number) => ArrayBufferLike;

/** How elements of a space lie in memory: each row holds one. */
export interface RowLayout {
  /** Memory for so many elements. */
  allocate(count: number, allocate: Allocate): Rows;
  /** One element: a copy. */
  read(rows: Rows, index: number): unknown;
  /** Writes an element. @returns Whether it is of the space's type and size; when it is not, nothing is written. */
  write(rows: Rows, index: number, element: unknown): boolean;
  /** Sets rows, from number `row` on, to the elements of the batched space. */
  set(rows: Rows, batch: unknown, row?: number): void;
  /** A copy of the rows from `first` to before `end`, which is not shared. */
  copy(rows: Rows, first?: number, end?: number): Rows;
}

/** @throws {TypeError} when the space's elements have no fixed size. */
export function rowLayout(space: Space): RowLayout {
  if (space instanceof Discrete) return new NumberLayout(space);
  if (space instanceof Box || space instanceof MultiDiscrete || space instanceof MultiBinary)
    return new ArrayLayout(space);
  if (space instanceof Tuple) return new ComposedLayout(space.spaces as readonly Space[], undefined);
  if (space instanceof Dict)
    return new ComposedLayout(Object.values(space.spaces), Object.keys(space.spaces));
  throw new TypeError(`expected a space whose elements have one size, got ${space}`);
}

interface RowsConstructor {
  readonly BYTES_PER_ELEMENT: number;
  new (buffer: ArrayBufferLike, offset: number, length: number): ArrayTypes[DType];
}

class NumberLayout implements RowLayout {
  readonly #space: Discrete;
  readonly #type: RowsConstructor;

  constructor(space: Discrete) {
    this.#space = space;
    this.#type = new MultiDiscrete([space.n], [space.start]).arrayType;
  }

  allocate(count: number, allocate: Allocate): Rows {
    return new this.#type(allocate(count * this.#type.BYTES_PER_ELEMENT), 0, count);
  }

  read(rows: Rows, index: number): number {
    return (rows as Int32Array)[index];
  }

  write(rows: Rows, index: number, element: unknown): boolean {
    if (!this.#space.contains(element)) return false;
    (rows as Int32Array)[index] = element;
    return true;
  }

  set(rows: Rows, batch: unknown, row = 0): void {
    (rows as Int32Array).set(batch as ArrayLike<number>, row);
  }

  copy(rows: Rows, first?: number, end?: number): Rows {
    return (rows as Int32Array).slice(first, end);
  }
}

class ArrayLayout implements RowLayout {
  readonly #space: Box | MultiDiscrete | MultiBinary;
  readonly #size: number;
  readonly #type: (Int32ArrayConstructor | Float64ArrayConstructor) & RowsConstructor;

  constructor(space: Box | MultiDiscrete | MultiBinary) {
    this.#space = space;
    this.#size = space instanceof MultiDiscrete ? space.counts.length : space.size;
    this.#type = (space instanceof MultiBinary ? Int8Array : space.arrayType) as Int32ArrayConstructor;
  }

  allocate(count: number, allocate: Allocate): Rows {
    const length = count * this.#size;
    return new this.#type(allocate(length * this.#type.BYTES_PER_ELEMENT) as ArrayBuffer, 0, length);
  }

  read(rows: Rows, index: number): unknown {
    const size = this.#size;
    const element = new this.#type(size);
    for (let i = 0; i < size; i++) element[i] = (rows as Int32Array)[index * size + i];
    return element;
  }

  write(rows: Rows, index: number, element: unknown): boolean {
    const size = this.#size;
    const values = element as Int32Array;
    // The bounds are not asked: they say what is usual, and the check would take longer than the step.
    if (element instanceof this.#type ? values.length !== size : !this.#takesList(element)) return false;
    const at = index * size;
    // For a few numbers a loop is faster.
    if (size > 32) (rows as Int32Array).set(values, at);
    else for (let i = 0; i < size; i++) (rows as Int32Array)[at + i] = values[i];
    return true;
  }

  #takesList(element: unknown): boolean {
    if (!Array.isArray(element)) return false;
    return this.#space.contains(element) || (this.#space instanceof Box && this.#space.holdsNumbers(element));
  }

  set(rows: Rows, batch: unknown, row = 0): void {
    (rows as Int32Array).set(batch as ArrayLike<number>, row * this.#size);
  }

  copy(rows: Rows, first = 0, end?: number): Rows {
    return (rows as Int32Array).slice(first * this.#size, end === undefined ? undefined : end * this.#size);
  }
}

/** Rows of several spaces: a list of them, or an object when they have names. */
class ComposedLayout implements RowLayout {
  readonly #parts: readonly RowLayout[];
  readonly #names: readonly string[] | undefined;

  constructor(spaces: readonly Space[], names: readonly string[] | undefined) {
    this.#parts = spaces.map(rowLayout);
    this.#names = names;
  }

  allocate(count: number, allocate: Allocate): Rows {
    return this.#compose((part) => part.allocate(count, allocate)) as Rows;
  }

  read(rows: Rows, index: number): unknown {
    return this.#compose((part, i) => part.read(this.#partOf(rows, i) as Rows, index));
  }

  write(rows: Rows, index: number, element: unknown): boolean {
    if (typeof element !== "object" || element === null || Array.isArray(element) === Boolean(this.#names))
      return false;
    const count = this.#names ? Object.keys(element).length : (element as unknown[]).length;
    if (count !== this.#parts.length) return false;
    return this.#parts.every((part, i) =>
      part.write(this.#partOf(rows, i) as Rows, index, this.#partOf(element, i)),
    );
  }

  set(rows: Rows, batch: unknown, row?: number): void {
    for (const [i, part] of this.#parts.entries()) {
      part.set(this.#partOf(rows, i) as Rows, this.#partOf(batch, i), row);
    }
  }

  copy(rows: Rows, first?: number, end?: number): Rows {
    return this.#compose((part, i) => part.copy(this.#partOf(rows, i) as Rows, first, end)) as Rows;
  }

  #partOf(value: unknown, i: number): unknown {
    return (value as Record<string | number, unknown>)[this.#names?.[i] ?? i];
  }

  #compose(make: (part: RowLayout, i: number) => unknown): unknown {
    const values = this.#parts.map(make);
    return this.#names ? Object.fromEntries(this.#names.map((name, i) => [name, values[i]])) : values;
  }
}

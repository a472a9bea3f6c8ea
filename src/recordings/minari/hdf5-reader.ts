import type { Attribute, Dataset, File, Group } from "h5wasm/node";
import { InputError } from "../../errors.js";

/** The most bytes of an attribute, and of what a file packs together: more is no data set of episodes. */
const MOST_ATTRIBUTE = 1 << 20;
const MOST_CHUNK = 1 << 28;

/** Bytes of an array that are read at once. */
const WINDOW = 1 << 20;

/** Reads an HDF5 file with h5wasm. Sizes are known, and checked by who asks, before memory is taken. */
export class Hdf5Reader {
  readonly #file: File;
  readonly top: StoredGroup;

  private constructor(path: string, file: File) {
    this.#file = file;
    this.top = new StoredGroup(path, "", file);
  }

  /** @throws InputError when it is no HDF5 file */
  static async open(path: string): Promise<Hdf5Reader> {
    const { File: H5File, ready } = await import("h5wasm/node");
    (await ready).activate_throwing_error_handler();
    return new Hdf5Reader(
      path,
      reading(path, () => new H5File(path, "r")),
    );
  }

  close(): void {
    this.#file.close();
  }
}

/** A group of a file, with its attributes. */
export class StoredGroup {
  readonly #file: string;
  readonly #name: string;
  readonly #group: Group;
  #attributes: Record<string, Attribute> | undefined;

  /** @param name its way from the top, for messages */
  constructor(file: string, name: string, group: Group) {
    this.#file = file;
    this.#name = name;
    this.#group = group;
  }

  /** @throws InputError when there is no such group */
  group(name: string): StoredGroup {
    const found = this.#find(name);
    if (found?.type !== "Group") throw new InputError(`${this.#at(name)}: expected a group, got none`);
    return new StoredGroup(this.#file, `${this.#name}/${name}`, found as Group);
  }

  /** Whether there is something of that name. */
  has(name: string): boolean {
    return this.#find(name) !== undefined;
  }

  /** @throws InputError when there is no such array of numbers, or its parts are too large to unpack */
  array(name: string): StoredArray {
    const found = this.#find(name);
    if (found?.type !== "Dataset") throw new InputError(`${this.#at(name)}: expected an array, got none`);
    return new StoredArray(this.#at(name), this.#file, found as Dataset);
  }

  /**
   * An attribute that is one integer; undefined where there is none of that name.
   * @throws InputError on another kind
   */
  integer(name: string): bigint | undefined {
    const value = this.#attribute(name);
    if (value === undefined || typeof value === "bigint") return value;
    if (typeof value === "number" && Number.isSafeInteger(value)) return BigInt(value);
    throw new InputError(
      `${this.#at("")}: expected the attribute ${name} to be an integer, got another kind`,
    );
  }

  /** An attribute that is a text; undefined where there is none of that name. @throws InputError on another kind */
  text(name: string): string | undefined {
    const value = this.#attribute(name);
    if (value === undefined || typeof value === "string") return value;
    throw new InputError(`${this.#at("")}: expected the attribute ${name} to be a text, got another kind`);
  }

  #attribute(name: string): unknown {
    return reading(this.#file, () => {
      this.#attributes ??= this.#group.attrs;
      if (!Object.hasOwn(this.#attributes, name)) return undefined;
      const attribute = this.#attributes[name]!;
      const { size, total_size: count } = attribute.metadata;
      if (size * count > MOST_ATTRIBUTE) {
        throw new InputError(
          `${this.#at("")}: expected a short attribute ${name}, got ${size * count} bytes`,
        );
      }
      return attribute.value;
    });
  }

  #find(name: string): { readonly type: string } | undefined {
    return reading(
      this.#file,
      () => (this.#group.get(name) as { readonly type: string } | null) ?? undefined,
    );
  }

  #at(name: string): string {
    return `${this.#file}${this.#name}${name && `/${name}`}`;
  }
}

/** An array of numbers or truth values in a file, read some rows at a time. */
export class StoredArray {
  readonly #place: string;
  readonly #file: string;
  readonly #dataset: Dataset;
  /** Sizes of the dimensions, the number of rows first. */
  readonly shape: readonly number[];
  readonly #isNumeric: boolean;
  readonly #rowBytes: number;
  #window: { readonly from: number; readonly to: number; readonly values: ArrayLike<number> } | undefined;

  constructor(place: string, file: string, dataset: Dataset) {
    this.#place = place;
    this.#file = file;
    this.#dataset = dataset;
    const { shape, size, type, chunks } = reading(file, () => dataset.metadata);
    this.shape = (shape ?? []).map(Number);
    // Integers, floating point and enumerations, which are truth values.
    this.#isNumeric = type === 0 || type === 1 || type === 8;
    this.#rowBytes = this.shape.slice(1).reduce((product, side) => product * side, size);
    const chunk = (chunks ?? []).reduce((product, side) => product * Number(side), size);
    if (chunk > MOST_CHUNK)
      throw new InputError(`${place}: expected chunks that fit into memory, got ${chunk} bytes`);
  }

  /** @throws InputError when it is no array of numbers of this shape */
  expectShape(expected: readonly number[]): this {
    const { shape } = this;
    const fits = shape.length === expected.length && shape.every((side, i) => side === expected[i]);
    if (!fits || !this.#isNumeric) {
      const got = this.#isNumeric ? `the shape [${shape.join(", ")}]` : "other values";
      throw new InputError(
        `${this.#place}: expected numbers of the shape [${expected.join(", ")}], got ${got}`,
      );
    }
    return this;
  }

  /** A row's elements, row-major; truth values as 0 and 1. Rows are cheap when they are asked for in order. */
  row(index: number): ArrayLike<number> {
    const width = this.shape.slice(1).reduce((product, side) => product * side, 1);
    if (!this.#window || index < this.#window.from || index >= this.#window.to) {
      const rows = Math.max(1, Math.floor(WINDOW / Math.max(1, this.#rowBytes)));
      const to = Math.min(this.shape[0]!, index + rows);
      this.#window = { from: index, to, values: this.#read(index, to) };
    }
    const start = (index - this.#window.from) * width;
    return Array.from({ length: width }, (_, i) => this.#window!.values[start + i]!);
  }

  #read(from: number, to: number): ArrayLike<number> {
    const values = reading(this.#file, () =>
      this.#dataset.slice([[from, to], ...this.shape.slice(1).map((): [] => [])]),
    );
    if (values instanceof BigInt64Array || values instanceof BigUint64Array)
      return Array.from(values, Number);
    return values as unknown as ArrayLike<number>;
  }
}

/** What the HDF5 library finds wrong is something about the file. */
function reading<Value>(file: string, read: () => Value): Value {
  try {
    return read();
  } catch (error) {
    if (error instanceof InputError) throw error;
    const [reason] = String((error as Error)?.message ?? error).split("\n");
    throw new InputError(`${file}: expected a whole HDF5 file, got a damaged one (${reason})`, {
      cause: error,
    });
  }
}

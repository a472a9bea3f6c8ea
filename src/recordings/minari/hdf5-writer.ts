import { appendFileSync, closeSync, openSync, readSync, writeSync } from "node:fs";
import type { Dataset, File, Group } from "h5wasm/node";
import type { DType } from "../../../envs/spaces.js";
import { withPath } from "../../atomic-file.js";
import { isSystemError } from "../../system-error.js";

/** Element types of HDF5 arrays: those of a `Box`, and truth values. */
export type ElementType = DType | "bool";

/** h5wasm's names of the element types; little-endian. */
const TYPES: Readonly<Record<DType, string>> = {
  uint8: "<B",
  int8: "<b",
  uint16: "<H",
  int16: "<h",
  uint32: "<I",
  int32: "<i",
  uint64: "<Q",
  int64: "<q",
  float32: "<f",
  float64: "<d",
};

const arrayTypes = {
  uint8: Uint8Array,
  int8: Int8Array,
  uint16: Uint16Array,
  int16: Int16Array,
  uint32: Uint32Array,
  int32: Int32Array,
  float32: Float32Array,
  float64: Float64Array,
};

/** Bytes that are kept before they are written, and the most that a reader has to unpack at once. */
const CHUNK = 1 << 18;

/** Writes an HDF5 file with h5wasm. It is whole once it has been closed. */
export class Hdf5Writer {
  readonly #path: string;
  readonly #file: File;
  #hasBooleans = false;

  private constructor(path: string, file: File) {
    this.#path = path;
    this.#file = file;
  }

  /** @throws Error when the file cannot be written */
  static async create(path: string): Promise<Hdf5Writer> {
    const { File: H5File, ready } = await import("h5wasm/node");
    (await ready).activate_throwing_error_handler();
    // The oldest layout: every HDF5 library reads it, and its headers have no checksums; see `writeBooleanType`.
    return new Hdf5Writer(path, new H5File(path, "w", { libver: ["earliest", "latest"] }));
  }

  /** Adds a group at the top. */
  group(name: string): Group {
    return this.#file.create_group(name);
  }

  /** Adds an array that grows by rows. */
  array(group: Group, name: string, type: ElementType, shape: readonly number[] = []): GrowingArray {
    if (type === "bool") this.#hasBooleans = true;
    return new GrowingArray(group, name, type, shape);
  }

  /** @throws Error when the disk is full */
  close(): void {
    this.#file.close();
    if (this.#hasBooleans) writeBooleanType(this.#path);
  }

  /** Gives the file up. */
  discard(): void {
    try {
      this.#file.close();
    } catch {
      // What could not be written is not wanted.
    }
  }
}

/** An array in a file, of any number of rows, compressed. Rows are gathered and written some at a time. */
export class GrowingArray {
  readonly #group: Group;
  readonly #name: string;
  readonly #type: ElementType;
  readonly #shape: readonly number[];
  readonly #size: number;
  readonly #batch: number;
  readonly #rows: ReturnType<typeof emptyArray>;
  #gathered = 0;
  #written = 0;
  #dataset: Dataset | undefined;

  constructor(group: Group, name: string, type: ElementType, shape: readonly number[]) {
    this.#group = group;
    this.#name = name;
    this.#type = type;
    this.#shape = shape;
    this.#size = shape.reduce((product, side) => product * side, 1);
    this.#batch = Math.max(1, Math.floor(CHUNK / (8 * Math.max(1, this.#size))));
    this.#rows = emptyArray(type, this.#batch * this.#size);
  }

  /** @param row its elements, row-major; truth values as 0 and 1 */
  add(row: ArrayLike<number>): void {
    const rows = this.#rows;
    const start = this.#gathered * this.#size;
    for (let i = 0; i < this.#size; i++) {
      const value = row[i]!;
      rows[start + i] =
        rows instanceof BigInt64Array || rows instanceof BigUint64Array ? BigInt(value) : value;
    }
    if (++this.#gathered === this.#batch) this.#write();
  }

  /** Writes what is left. An array without rows is not there. */
  end(): void {
    if (this.#gathered > 0) this.#write();
  }

  #write(): void {
    const [count, before] = [this.#gathered, this.#written];
    const shape = [count, ...this.#shape];
    const values = this.#rows.subarray(0, count * this.#size);
    const data = this.#type === "bool" ? new Map([[PLACEHOLDER, values]]) : values;
    if (this.#dataset) {
      this.#dataset.resize([before + count, ...this.#shape]);
      const whole = this.#shape.map((side): [number, number] => [0, side]);
      this.#dataset.write_slice([[before, before + count], ...whole], data);
    } else {
      this.#dataset = this.#group.create_dataset({
        ...{ name: this.#name, data, shape, chunks: shape, compression: "gzip" },
        maxshape: [null, ...this.#shape],
        dtype: this.#type === "bool" ? [[PLACEHOLDER, "<b"]] : TYPES[this.#type],
      });
    }
    this.#written += count;
    this.#gathered = 0;
  }
}

function emptyArray(type: ElementType, length: number) {
  if (type === "int64") return new BigInt64Array(length);
  if (type === "uint64") return new BigUint64Array(length);
  return new arrayTypes[type === "bool" ? "int8" : type](length);
}

/**
 * What the system has against a file that could not be written: the HDF5 library tells all of its insides, or nothing
 * where even that does not fit on the disk. So the file, which nobody wants any more, is written to once again.
 * @returns the system's error, or the one that is there when there is none
 */
export function writeErrorOf(error: unknown, path: string): unknown {
  // Errors of the library are of no kind of their own.
  if ((error as Error)?.constructor !== Error || isSystemError(error)) return error;
  try {
    appendFileSync(path, Buffer.alloc(1 << 20));
  } catch (refusal) {
    return withPath(refusal, path);
  }
  return error;
}

/** The group below another one, by the names that lead there; those that are missing are made. */
export function groupBelow(group: Group, names: readonly string[]): Group {
  return names.reduce<Group>(
    (parent, name) =>
      parent.keys().includes(name) ? (parent.get(name) as Group) : parent.create_group(name),
    group,
  );
}

/** Adds a 64-bit integer to a group, as h5py writes Python's: unsigned where it does not fit otherwise. */
export function addInteger(group: Group, name: string, value: number | bigint): void {
  if (value < 2n ** 63n) group.create_attribute(name, BigInt64Array.of(BigInt(value)), [], "<q");
  else group.create_attribute(name, BigUint64Array.of(BigInt(value)), [], "<Q");
}

/** Adds a number to a group, as h5py writes Python's. */
export function addNumber(group: Group, name: string, value: number): void {
  group.create_attribute(name, Float64Array.of(value), [], "<d");
}

/** The only member of the records that stand for truth values until the file is whole. */
const PLACEHOLDER = "aann-gym:boolean";

/**
 * How the type of those records begins in the header of an array: class, version, size; then comes the member's name.
 */
const RECORD_TYPE = Buffer.concat([
  Buffer.from([0x16, 1, 0, 0, 1, 0, 0, 0]),
  Buffer.from(`${PLACEHOLDER}\0`),
]);

/**
 * The type of truth values as h5py has it, an enumeration of 8-bit integers (HDF5 File Format Specification 3.0,
 * IV.A.2.d): class 8, version 1, two members, 1 byte; the integers' type; the names, padded to 8 bytes; the values.
 */
const BOOLEAN_TYPE = Buffer.concat([
  Buffer.from([0x18, 2, 0, 0, 1, 0, 0, 0]),
  Buffer.from([0x10, 8, 0, 0, 1, 0, 0, 0, 0, 0, 8, 0]),
  Buffer.from("FALSE\0\0\0TRUE\0\0\0\0"),
  Buffer.from([0, 1]),
]);

/**
 * Length of the type of the records: head, padded name, place and dimensions of the member, its type. The type of truth
 * values is shorter; the rest is not read.
 */
const RECORD_TYPE_LENGTH = 8 + 24 + 32 + 12;

/**
 * h5wasm reads enumerations and cannot write them, and without one Minari's `terminations` would be integers, with
 * which numpy indexes otherwise. So truth values are written as records of one byte, and the type in the headers is
 * changed.
 */
function writeBooleanType(path: string): void {
  const file = openSync(path, "r+");
  try {
    const window = Buffer.alloc(1 << 20);
    const type = Buffer.alloc(RECORD_TYPE_LENGTH);
    BOOLEAN_TYPE.copy(type);
    for (let position = 0; ; ) {
      const length = readSync(file, window, 0, window.length, position);
      const found = window.subarray(0, length).indexOf(RECORD_TYPE);
      if (found >= 0) writeSync(file, type, 0, type.length, position + found);
      if (found >= 0) position += found + type.length;
      else if (length < window.length) return;
      // What begins at the end of this window is found in the next one.
      else position += length - RECORD_TYPE.length + 1;
    }
  } finally {
    closeSync(file);
  }
}

import type { Group } from "h5wasm/node";
import { snakeCase } from "./env-spec.js";
import type { ElementType, GrowingArray, Hdf5Writer } from "./hdf5-writer.js";

/** The most elements of a list that is kept in each step. */
const MOST = 1024;

/** One figure of an info: a number, a truth value, or a list of numbers. */
interface Figure {
  readonly name: string;
  readonly type: ElementType;
  readonly shape: readonly number[];
  readonly read: (info: object) => unknown;
  readonly rows: ArrayLike<number>[];
}

/**
 * Gathers the infos of an episode, as Minari keeps them: an array for each figure that every info of the episode has,
 * under its name in Python. Texts are left out.
 */
export class InfoArrays {
  #figures: Figure[] | undefined;

  add(info: object): void {
    this.#figures ??= figuresOf(info);
    this.#figures = this.#figures.filter(({ type, shape, read, rows }) => {
      const value = numbersOf(read(info));
      if (!value || value.type !== type || value.numbers.length !== (shape[0] ?? 1)) return false;
      rows.push(value.numbers);
      return true;
    });
  }

  write(file: Hdf5Writer, group: Group): void {
    for (const { name, type, shape, rows } of this.#figures ?? []) {
      const array: GrowingArray = file.array(group, name, type, shape);
      for (const row of rows) array.add(row);
      array.end();
    }
  }
}

function figuresOf(info: object): Figure[] {
  return Object.keys(info).flatMap((key) => {
    const read = (other: object) => (other as Record<string, unknown>)[key];
    const value = numbersOf(read(info));
    if (!value || value.numbers.length > MOST) return [];
    const shape = typeof read(info) === "object" ? [value.numbers.length] : [];
    return [{ name: snakeCase(key), type: value.type, shape, read, rows: [] }];
  });
}

/** A value's numbers and their type in HDF5; undefined for values of other kinds. */
function numbersOf(value: unknown): { numbers: ArrayLike<number>; type: ElementType } | undefined {
  if (typeof value === "number") return { numbers: [value], type: "float64" };
  if (typeof value === "boolean") return { numbers: [Number(value)], type: "bool" };
  if (value instanceof Int8Array) return { numbers: value, type: "int8" };
  if (ArrayBuffer.isView(value) || Array.isArray(value)) {
    const numbers = Array.from(value as ArrayLike<unknown>);
    return numbers.length > 0 && numbers.every((each) => typeof each === "number")
      ? { numbers, type: "float64" }
      : undefined;
  }
  return undefined;
}

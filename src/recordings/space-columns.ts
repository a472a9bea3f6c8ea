import { type DType, OneOf, type Space } from "../../envs/spaces.js";
import { InputError } from "../errors.js";
import { kindOf } from "../policies/space-kind.js";

/** One array of numbers in the values of a space: the whole value, or a part of a Tuple or Dict. */
export interface Column {
  /** The way to the part; empty for the whole value. A Tuple's parts are `_index_0` and so on, as Minari calls them. */
  readonly path: readonly string[];
  readonly dtype: DType;
  /** Sizes of the dimensions; none for a single number. */
  readonly shape: readonly number[];
  /** Number of elements: the product of the shape. */
  readonly size: number;
  /** The part's numbers in a value of the space, row-major. */
  read(value: unknown): ArrayLike<number>;
}

/**
 * The arrays that hold the values of a space.
 * @param owner whose space it is, for the error message
 * @throws InputError when a part of the space is no array of numbers
 */
export function columnsOf(space: Space, owner: string): Column[] {
  const own = arrayOf(space);
  if (own) return [{ ...own, path: [], size: own.shape.reduce((product, side) => product * side, 1) }];
  const parts = partsOf(space);
  if (!parts) throw new InputError(`${owner}: expected a space of numbers, got ${space}`);
  return parts.flatMap(({ name, key, space: part }) =>
    columnsOf(part, owner).map((column) => ({
      ...column,
      path: [name, ...column.path],
      read: (value: unknown) => column.read((value as Record<string | number, unknown>)[key]),
    })),
  );
}

/** How a space of one array holds its values; undefined for spaces that have parts, and for those of no numbers. */
function arrayOf(space: Space): Pick<Column, "dtype" | "shape" | "read"> | undefined {
  const asArray = (value: unknown) => value as ArrayLike<number>;
  const known = kindOf(space);
  switch (known?.kind) {
    case "box":
      return { dtype: known.space.dtype, shape: known.space.shape, read: asArray };
    case "discrete":
      return { dtype: "int64", shape: [], read: (value) => [value as number] };
    case "multi-discrete":
      return { dtype: "int64", shape: known.space.shape, read: asArray };
    default:
      return isMultiBinary(space) ? { dtype: "int8", shape: space.shape, read: asArray } : undefined;
  }
}

/** Told apart by its members, as in `kindOf`: no other space has a shape without bounds or counts. */
export const isMultiBinary = (space: Space): space is Space & { readonly shape: readonly number[] } =>
  "shape" in space && "size" in space && !("dtype" in space);

/** A part of a space that is made of others. */
export interface SpacePart {
  /** Its name in a file. */
  readonly name: string;
  /** Where it is in a value. */
  readonly key: string | number;
  readonly space: Space;
}

/** The parts of a Tuple or a Dict; undefined for other spaces. */
export function partsOf(space: Space): SpacePart[] | undefined {
  if (!("spaces" in space) || space instanceof OneOf) return undefined;
  const { spaces } = space as { readonly spaces: readonly Space[] | Readonly<Record<string, Space>> };
  if (Array.isArray(spaces)) {
    return (spaces as readonly Space[]).map((part, i) => ({ name: `_index_${i}`, key: i, space: part }));
  }
  return Object.entries(spaces).map(([name, part]) => ({ name, key: name, space: part }));
}

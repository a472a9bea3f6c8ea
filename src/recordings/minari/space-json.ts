import type { Space } from "../../../envs/spaces.js";
import { InputError } from "../../errors.js";
import { kindOf } from "../../policies/space-kind.js";
import { isMultiBinary, partsOf } from "../space-columns.js";

/**
 * A space as Minari keeps it (minari.serialization): JSON as Python writes it, with `Infinity` for bounds that are
 * none.
 * @param owner whose space it is, for the error message
 * @throws InputError when Minari has no such space
 */
export function spaceJson(space: Space, owner: string): string {
  return pythonJson(describe(space, owner));
}

function describe(space: Space, owner: string): object {
  const known = kindOf(space);
  switch (known?.kind) {
    case "box": {
      const { dtype, shape, low, high } = known.space;
      return { type: "Box", dtype, shape, low: nested(low, shape), high: nested(high, shape) };
    }
    case "discrete":
      return { type: "Discrete", dtype: "int64", start: known.space.start, n: known.space.n };
    case "multi-discrete": {
      const { shape, counts, starts } = known.space;
      return {
        type: "MultiDiscrete",
        dtype: "int64",
        nvec: nested(counts, shape),
        start: nested(starts, shape),
      };
    }
  }
  if (isMultiBinary(space)) return { type: "MultiBinary", n: space.shape };
  const parts = partsOf(space);
  if (!parts) throw new InputError(`${owner}: expected a space that Minari has, got ${space}`);
  const described = parts.map(({ name, space: part }) => [name, describe(part, owner)] as const);
  return parts[0] && typeof parts[0].key === "number"
    ? { type: "Tuple", subspaces: described.map(([, part]) => part) }
    : { type: "Dict", subspaces: Object.fromEntries(described) };
}

type Nested = number | readonly Nested[];

/** Row-major numbers as lists in lists. */
function nested(values: ArrayLike<number>, shape: readonly number[], from = 0): Nested {
  const [length, ...inner] = shape;
  if (length === undefined) return values[from]!;
  const stride = inner.reduce((product, side) => product * side, 1);
  return Array.from({ length }, (_, i) => nested(values, inner, from + i * stride));
}

/** JSON with Python's words for the numbers that JSON has none for. */
function pythonJson(value: object): string {
  const mark = (word: string) => `\0${word}`;
  const marked = JSON.stringify(value, (_, member: unknown) =>
    member === Infinity || member === -Infinity ? mark(String(member)) : member,
  );
  return marked.replaceAll(/"\\u0000(-?Infinity)"/g, "$1");
}

/**
 * Whether Minari takes such values for images, and may keep them as JPEGs
 * (minari.dataset.minari_storage.is_image_space).
 */
export function isImage(space: Space): boolean {
  const known = kindOf(space);
  if (known?.kind !== "box") return false;
  const { dtype, shape, low, high } = known.space;
  const isLarge = [2, 3].includes(shape.length) && shape[0]! >= 32 && shape[1]! >= 32;
  return (
    dtype === "uint8" && isLarge && low.every((bound) => bound === 0) && high.every((bound) => bound === 255)
  );
}

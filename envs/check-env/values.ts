import { describe, isArrayLike } from "../describe.js";
import { Box, type Space } from "../spaces.js";

/** A copy that later changes of the value do not reach. */
export function copyOf(value: unknown): unknown {
  return Array.isArray(value) || ArrayBuffer.isView(value) ? (value as Uint8Array).slice() : value;
}

/** Equality of elements of spaces: numbers, or arrays of them. */
export function equal(a: unknown, b: unknown): boolean {
  if (!isArrayLike(a) || !isArrayLike(b)) return Object.is(a, b);
  // A loop, since pictures are long.
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i])) return false;
  return true;
}

/** Where an observation leaves its space, or what it is when it has another type. */
export function describeElement(space: Space, value: unknown): string {
  if (!(space instanceof Box) || !(value instanceof space.empty().constructor)) return describe(value);
  const array = value as ArrayLike<number>;
  if (array.length !== space.size) return `${array.length} elements`;
  const i = Array.prototype.findIndex.call(
    array,
    (element: number, at) => !(element >= space.low[at]! && element <= space.high[at]!),
  );
  return `${array[i]} at index ${i}`;
}

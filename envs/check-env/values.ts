import { describe, isArrayLike } from "../describe.js";
import { Box, type Space } from "../spaces.js";

/** Equality of elements of spaces: numbers and texts, or lists and objects of them. */
export function equal(a: unknown, b: unknown): boolean {
  if (isArrayLike(a) && isArrayLike(b)) {
    // A loop, since images are long.
    if (a.length !== b.length) return false;
    for (let i = 0; i < a.length; i++) if (!Object.is(a[i], b[i]) && !equalObjects(a[i], b[i])) return false;
    return true;
  }
  return Object.is(a, b) || equalObjects(a, b);
}

function equalObjects(a: unknown, b: unknown): boolean {
  if (typeof a !== "object" || typeof b !== "object" || a === null || b === null) return false;
  if (isArrayLike(a) || isArrayLike(b)) return isArrayLike(a) && isArrayLike(b) && equal(a, b);
  const names = Object.keys(a);
  return (
    names.length === Object.keys(b).length &&
    names.every((name) => Object.hasOwn(b, name) && equal(a[name as never], b[name as never]))
  );
}

/** Where an observation leaves its space, or what it is when it has another type. */
export function describeElement(space: Space, value: unknown): string {
  if (!(space instanceof Box) || !(value instanceof space.empty().constructor)) return describe(value);
  const array = value as ArrayLike<number>;
  if (array.length !== space.size) return `${array.length} elements`;
  const i = Array.prototype.findIndex.call(
    array,
    (element: number, at) => !(element >= space.low[at] && element <= space.high[at]),
  );
  return `${array[i]} at index ${i}`;
}

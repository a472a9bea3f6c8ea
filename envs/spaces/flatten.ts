import { describe } from "../describe.js";
import { expectList, expectOptions } from "../options.js";
import { type ArrayTypes, Box, type DType } from "./box.js";
import { Dict } from "./dict.js";
import { Discrete } from "./discrete.js";
import { MultiBinary } from "./multi-binary.js";
import { MultiDiscrete } from "./multi-discrete.js";
import { OneOf } from "./one-of.js";
import { Sequence } from "./sequence.js";
import type { AcceptedBy, Space, ValueOf } from "./space.js";
import { Text } from "./text.js";
import { Tuple } from "./tuple.js";

/** One dimension of numbers; or, of a space that holds a `Sequence`, a list or an object of them. */
export type Flat = ArrayTypes[DType] | readonly Flat[] | { readonly [name: string]: Flat };

/**
 * An element as one array of numbers, as a network takes it (gymnasium.spaces.flatten). Discrete elements become ones
 * among zeros, characters their numbers. What holds a `Sequence` has no fixed length, and keeps its form with its parts
 * flat.
 * @throws {RangeError} when the value is not an element of the space.
 */
export function flatten<S extends Space>(space: S, value: AcceptedBy<S>): Flat {
  if (!space.contains(value)) throw new RangeError(`expected an element of ${space}, got ${describe(value)}`);
  if (space instanceof Sequence) return (value as unknown[]).map((part) => flatten(space.featureSpace, part));
  if (!isFlattenable(space)) {
    if (space instanceof Tuple)
      return partsOf(space).map((part, i) => flatten(part, (value as unknown[])[i]));
    const parts = Object.entries((space as Space as Dict).spaces);
    return Object.fromEntries(parts.map(([name, part]) => [name, flatten(part, value[name as never])]));
  }
  const box = flattenSpace(space) as Box;
  const flat = box.empty();
  write(space, value, flat, 0);
  return flat;
}

/**
 * The element that was flattened (gymnasium.spaces.unflatten).
 * @throws {RangeError} when the array is none that `flatten` gives.
 */
export function unflatten<S extends Space>(space: S, flat: Flat): ValueOf<S> {
  return rebuilt(space, flat) as ValueOf<S>;
}

function rebuilt(space: Space, flat: Flat): unknown {
  if (space instanceof Sequence) {
    expectList("flat", flat);
    return Array.from(flat as readonly Flat[], (part) => rebuilt(space.featureSpace, part));
  }
  if (!isFlattenable(space)) {
    if (space instanceof Tuple) {
      expectList("flat", flat);
      return partsOf(space).map((part, i) => rebuilt(part, (flat as readonly Flat[])[i]));
    }
    expectOptions("unflatten", flat);
    const parts = Object.entries((space as Space as Dict).spaces);
    return Object.fromEntries(parts.map(([name, part]) => [name, rebuilt(part, flat[name as never])]));
  }
  const length = flatDim(space);
  const numbers = flat as ArrayLike<number>;
  if (numbers?.length !== length) throw new RangeError(`expected ${length} numbers, got ${describe(flat)}`);
  return read(space, Array.from(numbers));
}

/**
 * How many numbers a flat element has (gymnasium.spaces.flatdim).
 * @throws {TypeError} when that differs from element to element.
 */
export function flatDim(space: Space): number {
  if (space instanceof Box || space instanceof MultiBinary) return space.size;
  if (space instanceof Discrete) return space.n;
  if (space instanceof MultiDiscrete) return space.counts.reduce((sum, n) => sum + n, 0);
  if (space instanceof Text) return space.maxLength;
  if (space instanceof Tuple) return partsOf(space).reduce((sum, part) => sum + flatDim(part), 0);
  if (space instanceof Dict) return partsOf(space).reduce((sum, part) => sum + flatDim(part), 0);
  if (space instanceof OneOf) return 1 + Math.max(...space.spaces.map(flatDim));
  throw new TypeError(`expected a space whose elements have one length, got ${space}`);
}

/** The space of the flat elements (gymnasium.spaces.flatten_space). */
export function flattenSpace(space: Space): Box | Tuple | Dict | Sequence {
  if (space instanceof Sequence) return new Sequence(flattenSpace(space.featureSpace));
  if (!isFlattenable(space)) {
    if (space instanceof Tuple) return new Tuple(space.spaces.map(flattenSpace));
    const parts = Object.entries((space as Dict).spaces);
    return new Dict(Object.fromEntries(parts.map(([name, part]) => [name, flattenSpace(part)])));
  }
  if (space instanceof Box) {
    const { low, high, dtype, size } = space;
    return new Box({ low, high, dtype, shape: [size] });
  }
  const shape = [flatDim(space)];
  if (space instanceof Discrete || space instanceof MultiDiscrete) {
    return new Box({ low: 0, high: 1, shape, dtype: "int64" });
  }
  if (space instanceof MultiBinary) return new Box({ low: 0, high: 1, shape, dtype: "int8" });
  if (space instanceof Text) return new Box({ low: 0, high: space.characters.length, shape, dtype: "int32" });
  const boxes = partsOf(space).map((part) => flattenSpace(part) as Box);
  const dtype = boxes.map((box) => box.dtype).reduce(resultType);
  if (space instanceof OneOf) {
    const rest = (value: number) => Array.from({ length: shape[0] - 1 }, () => value);
    let low = Infinity;
    let high = -Infinity;
    for (const box of boxes) {
      for (const bound of box.low) low = Math.min(low, bound);
      for (const bound of box.high) high = Math.max(high, bound);
    }
    return new Box({ low: [0, ...rest(low)], high: [boxes.length - 1, ...rest(high)], shape, dtype });
  }
  return new Box({
    low: boxes.flatMap((box) => Array.from(box.low)),
    high: boxes.flatMap((box) => Array.from(box.high)),
    shape,
    dtype,
  });
}

function partsOf(space: Space): readonly Space[] {
  if (space instanceof Tuple || space instanceof OneOf) return space.spaces;
  if (space instanceof Dict) return Object.values(space.spaces);
  throw new TypeError(`expected a space that can be flattened, got ${space}`);
}

function isFlattenable(space: Space): boolean {
  if (space instanceof Sequence) return false;
  if (space instanceof Tuple || space instanceof Dict) return partsOf(space).every(isFlattenable);
  return true;
}

function write(space: Space, value: unknown, flat: ArrayTypes[DType], at: number): void {
  if (space instanceof Box || space instanceof MultiBinary) flat.set(value as ArrayLike<number>, at);
  else if (space instanceof Discrete) flat[at + (value as number) - space.start] = 1;
  else if (space instanceof MultiDiscrete) {
    for (const [i, n] of space.counts.entries()) {
      flat[at + (value as number[])[i] - space.starts[i]] = 1;
      at += n;
    }
  } else if (space instanceof Text) {
    flat.fill(space.characters.length, at, at + space.maxLength);
    flat.set(
      [...(value as string)].map((letter) => space.characters.indexOf(letter)),
      at,
    );
  } else if (space instanceof OneOf) {
    const [index, element] = value as [number, unknown];
    const part = space.spaces[index];
    flat[at] = index;
    write(part, element, flat, at + 1);
    // Gymnasium fills what is left with the first number.
    flat.fill(flat[at + 1], at + 1 + flatDim(part), at + flatDim(space));
  } else {
    const values =
      space instanceof Dict ? Object.keys(space.spaces).map((name) => value![name as never]) : value;
    for (const [i, part] of partsOf(space).entries()) {
      write(part, (values as unknown[])[i], flat, at);
      at += flatDim(part);
    }
  }
}

function read(space: Space, flat: number[]): unknown {
  if (space instanceof Box) return space.from(flat);
  if (space instanceof MultiBinary) return Int8Array.from(flat);
  if (space instanceof Discrete) return space.start + indexOfOne(space, flat);
  if (space instanceof MultiDiscrete) {
    let at = 0;
    return space.from((n, i) => {
      at += n;
      return space.starts[i] + indexOfOne(space, flat.slice(at - n, at));
    });
  }
  if (space instanceof Text) return flat.map((index) => space.characters[index] ?? "").join("");
  if (space instanceof OneOf) {
    const part = space.spaces[flat[0]];
    if (!part) throw new RangeError(`expected the number of a space of ${space}, got ${flat[0]}`);
    return [flat[0], read(part, flat.slice(1, 1 + flatDim(part)))];
  }
  let at = 0;
  const values = partsOf(space).map((part) => {
    at += flatDim(part);
    return read(part, flat.slice(at - flatDim(part), at));
  });
  if (!(space instanceof Dict)) return values;
  return Object.fromEntries(Object.keys(space.spaces).map((name, i) => [name, values[i]]));
}

function indexOfOne(space: Space, flat: readonly number[]): number {
  const index = flat.findIndex((value) => value !== 0);
  if (index < 0) throw new RangeError(`expected a one among zeros for ${space}, got none`);
  return index;
}

/** The element type that holds the numbers of both (numpy.result_type). */
function resultType(a: DType, b: DType): DType {
  if (a === b) return a;
  const [left, right] = [kindOf(a), kindOf(b)];
  if (left.isFloat || right.isFloat) {
    const isNarrow = [left, right].every(({ isFloat, bits }) => bits <= (isFloat ? 32 : 16));
    return isNarrow ? "float32" : "float64";
  }
  if (left.isSigned === right.isSigned) return left.bits > right.bits ? a : b;
  const [signed, unsigned] = left.isSigned ? [left, right] : [right, left];
  const bits = Math.max(signed.bits, 2 * unsigned.bits);
  return bits > 64 ? "float64" : (`int${bits}` as DType);
}

function kindOf(dtype: DType): { isFloat: boolean; isSigned: boolean; bits: number } {
  return {
    isFloat: dtype.startsWith("float"),
    isSigned: !dtype.startsWith("u"),
    bits: Number(/\d+$/.exec(dtype)),
  };
}

import { Box, Discrete, MultiBinary, MultiDiscrete, type Space } from "../../envs/index.js";
import { partsOf, type TypedArray } from "./describe-space.js";

/** One part of a space whose elements are arrays, or single integers. */
interface Leaf {
  /** Bytes of an element. */
  readonly bytes: number;
  /** An element as bytes; they may be the element's own memory. */
  encode(element: unknown): Uint8Array;
  /** The element that lies in the bytes: a copy. */
  decode(bytes: Uint8Array): unknown;
}

/**
 * How `count` elements of a space lie in memory: part by part, and within a part element by element. A space that is no
 * tuple or dictionary has one part, so its elements make one array with a new first dimension.
 */
export class RowCodec {
  readonly #space: Space;
  readonly #leaves: readonly Leaf[];

  constructor(space: Space) {
    this.#space = space;
    this.#leaves = leavesOf(space);
  }

  /** Bytes of one element of each part. */
  get sizes(): readonly number[] {
    return this.#leaves.map(({ bytes }) => bytes);
  }

  /** The bytes of elements, part by part: `encode(elements)[part][i]` belongs to element i. */
  encode(elements: readonly unknown[]): Uint8Array[][] {
    if (this.#leaves.length === 1) {
      const leaf = this.#leaves[0]!;
      return [elements.map((element) => leaf.encode(element))];
    }
    const flat = elements.map((element) => flatten(this.#space, element));
    return this.#leaves.map((leaf, part) => flat.map((values) => leaf.encode(values[part])));
  }

  /** The elements that lie in the bytes: copies. */
  decode(bytes: Uint8Array, count: number): unknown[] {
    let start = 0;
    const parts = this.#leaves.map((leaf) => {
      const from = start;
      start += leaf.bytes * count;
      return Array.from({ length: count }, (_, i) =>
        leaf.decode(bytes.subarray(from + i * leaf.bytes, from + (i + 1) * leaf.bytes)),
      );
    });
    if (parts.length === 1) return parts[0]!;
    return Array.from({ length: count }, (_, i) =>
      gather(
        this.#space,
        parts.map((part) => part[i]),
      ),
    );
  }
}

function leavesOf(space: Space): Leaf[] {
  if (space instanceof Box) return [arrayLeaf(space.low, (value) => space.from(value))];
  if (space instanceof Discrete) return [INTEGER];
  if (space instanceof MultiDiscrete) return [integersLeaf(space.counts.length)];
  const parts = partsOf(space);
  if (parts) return Object.values(parts).flatMap(leavesOf);
  if (space instanceof MultiBinary)
    return [arrayLeaf(new Int8Array(space.size), (values) => Int8Array.from(values))];
  throw new TypeError(`expected a space whose elements have a fixed size, got ${space}`);
}

/** The elements of a tuple or dictionary, nested ones too, in order. */
function flatten(space: Space, element: unknown): unknown[] {
  const parts = partsOf(space);
  if (!parts) return [element];
  return Object.entries(parts).flatMap(([key, part]) =>
    flatten(part, (element as Record<string, unknown>)[key]),
  );
}

/** What `flatten` takes apart, put together. Takes its values from the front of the list. */
function gather(space: Space, values: unknown[]): unknown {
  const parts = partsOf(space);
  if (!parts) return values.shift();
  const gathered = Object.entries(parts).map(([key, part]) => [key, gather(part, values)] as const);
  return Array.isArray(parts) ? gathered.map(([, value]) => value) : Object.fromEntries(gathered);
}

/** A leaf whose elements are typed arrays like this one. */
function arrayLeaf<A extends TypedArray>(like: A, from: (values: ArrayLike<number>) => A): Leaf {
  return {
    bytes: like.byteLength,
    encode(element) {
      const array =
        (element as object).constructor === like.constructor
          ? (element as A)
          : from(element as ArrayLike<number>);
      if (array.length !== like.length) {
        throw new RangeError(`expected ${like.length} numbers in an element, got ${array.length}`);
      }
      return new Uint8Array(array.buffer, array.byteOffset, array.byteLength);
    },
    decode(bytes) {
      const copy = new Uint8Array(bytes).buffer;
      return new (like.constructor as new (buffer: ArrayBuffer) => A)(copy);
    },
  };
}

/** numpy's integers have 64 bits; here they are numbers. */
const INTEGER: Leaf = {
  bytes: 8,
  encode: (element) => new Uint8Array(BigInt64Array.of(BigInt(element as number)).buffer),
  decode: (bytes) => Number(new BigInt64Array(new Uint8Array(bytes).buffer)[0]),
};

function integersLeaf(length: number): Leaf {
  return {
    bytes: 8 * length,
    encode: (element) =>
      new Uint8Array(BigInt64Array.from(Array.from(element as ArrayLike<number>, BigInt)).buffer),
    decode: (bytes) => Array.from(new BigInt64Array(new Uint8Array(bytes).buffer), Number),
  };
}

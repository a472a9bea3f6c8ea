import { Box, Dict, Discrete, MultiBinary, MultiDiscrete, type Space, Tuple } from "../../envs/index.js";

/** A typed array of numbers, or of 64-bit integers. */
export type TypedArray =
  | Int8Array
  | Uint8Array
  | Int16Array
  | Uint16Array
  | Int32Array
  | Uint32Array
  | Float32Array
  | Float64Array
  | BigInt64Array
  | BigUint64Array;

/** A numeric array of any shape, as JSON: numpy's name of the type, the shape, and the bytes in base64. */
export interface ArrayJson {
  readonly dtype: string;
  readonly shape: readonly number[];
  readonly base64: string;
}

/** A space in JSON. Python makes the space of Gymnasium from it: src/aann_gym/spaces.py. */
export type SpaceJson =
  | {
      readonly kind: "Box";
      readonly dtype: string;
      readonly shape: readonly number[];
      readonly low: ArrayJson;
      readonly high: ArrayJson;
    }
  | { readonly kind: "Discrete"; readonly n: number; readonly start: number }
  | {
      readonly kind: "MultiDiscrete";
      readonly counts: readonly number[];
      readonly starts: readonly number[];
      readonly shape: readonly number[];
    }
  | { readonly kind: "MultiBinary"; readonly shape: readonly number[] }
  | { readonly kind: "Tuple"; readonly spaces: readonly SpaceJson[] }
  | { readonly kind: "Dict"; readonly spaces: readonly (readonly [key: string, space: SpaceJson])[] };

/** numpy's name of a typed array's type: `Float32Array` → `float32`. */
export function dtypeOf(array: TypedArray): string {
  return Object.prototype.toString
    .call(array)
    .slice("[object ".length, -"Array]".length)
    .replace("Big", "")
    .replace("Clamped", "")
    .toLowerCase();
}

/** An array as JSON. */
export function arrayJson(array: TypedArray, shape: readonly number[] = [array.length]): ArrayJson {
  const bytes = Buffer.from(array.buffer, array.byteOffset, array.byteLength);
  return { dtype: dtypeOf(array), shape, base64: bytes.toString("base64") };
}

/**
 * A space as JSON.
 * @throws {TypeError} when the elements of the space have no fixed size.
 */
export function describeSpace(space: Space): SpaceJson {
  if (space instanceof Box) {
    const { shape } = space;
    const [low, high] = [arrayJson(space.low, shape), arrayJson(space.high, shape)];
    return { kind: "Box", dtype: low.dtype, shape, low, high };
  }
  if (space instanceof Discrete) return { kind: "Discrete", n: space.n, start: space.start };
  if (space instanceof MultiDiscrete) {
    const { counts, starts, shape } = space;
    return { kind: "MultiDiscrete", counts, starts, shape };
  }
  if (space instanceof MultiBinary) return { kind: "MultiBinary", shape: space.shape };
  if (space instanceof Tuple) return { kind: "Tuple", spaces: space.spaces.map(describeSpace) };
  if (space instanceof Dict) {
    const spaces = Object.entries(space.spaces as Readonly<Record<string, Space>>);
    return { kind: "Dict", spaces: spaces.map(([key, part]) => [key, describeSpace(part)]) };
  }
  throw new TypeError(`expected spaces of fixed size, which can lie in memory that is shared, got ${space}`);
}

/** The spaces inside a tuple (a list) or a dictionary (an object by key); undefined for other spaces. */
export function partsOf(space: Space): readonly Space[] | Readonly<Record<string, Space>> | undefined {
  return space instanceof Tuple || space instanceof Dict ? space.spaces : undefined;
}

import { Box, Discrete, MultiDiscrete, type Space } from "../../envs/index.js";

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
  | { readonly kind: "MultiDiscrete"; readonly counts: readonly number[]; readonly starts: readonly number[] }
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
 * @throws {TypeError} when the space is of a kind that Python's side does not know.
 */
export function describeSpace(space: Space): SpaceJson {
  if (space instanceof Box) {
    const { shape } = space;
    const [low, high] = [arrayJson(space.low, shape), arrayJson(space.high, shape)];
    return { kind: "Box", dtype: low.dtype, shape, low, high };
  }
  if (space instanceof Discrete) return { kind: "Discrete", n: space.n, start: space.start };
  if (space instanceof MultiDiscrete) {
    return { kind: "MultiDiscrete", counts: space.counts, starts: space.starts };
  }
  const parts = partsOf(space);
  if (parts) {
    return Array.isArray(parts)
      ? { kind: "Tuple", spaces: parts.map(describeSpace) }
      : { kind: "Dict", spaces: Object.entries(parts).map(([key, part]) => [key, describeSpace(part)]) };
  }
  if (isBits(space)) return { kind: "MultiBinary", shape: [space.n].flat() };
  throw new TypeError(`expected a space that Python's side knows, got ${space}`);
}

/** The spaces inside a tuple (a list) or a dictionary (an object by key); undefined for other spaces. */
export function partsOf(space: Space): readonly Space[] | Readonly<Record<string, Space>> | undefined {
  const { spaces } = space as { spaces?: readonly Space[] | Map<string, Space> | Record<string, Space> };
  return spaces instanceof Map ? Object.fromEntries(spaces) : spaces;
}

/** Whether a space is one of bits: it has a size, but no first element. */
function isBits(space: Space): space is Space & { readonly n: number | readonly number[] } {
  return "n" in space && !("start" in space);
}

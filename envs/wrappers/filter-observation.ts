import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { Dict, type Space, Tuple } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { TransformObservation } from "./transform-observation.js";

/** Keeps some parts of observations of a `Dict` or a `Tuple` (gymnasium.wrappers.FilterObservation). */
export class FilterObservation<E extends Env> extends TransformObservation<E, Space> {
  /**
   * @param filterKeys Names of a `Dict`'s parts, or numbers of a `Tuple`'s.
   * @throws {TypeError} when the observations are of another space.
   * @throws {RangeError} when there is no such part, or one twice, or none is left.
   */
  constructor(env: E, filterKeys: readonly (string | number)[]) {
    expectEnv("FilterObservation", env);
    const inner: Space = env.observationSpace;
    if (!(inner instanceof Dict) && !(inner instanceof Tuple)) {
      throw new TypeError(`FilterObservation expected a Dict or a Tuple, got ${inner}`);
    }
    const spaces = inner.spaces as Readonly<Record<string | number, Space>>;
    const isKey = (key: unknown) =>
      typeof key === (inner instanceof Dict ? "string" : "number") && Object.hasOwn(spaces, key as string);
    const keys = Array.isArray(filterKeys) ? Array.from(filterKeys) : [];
    if (keys.length === 0 || new Set(keys).size !== keys.length || !keys.every(isKey)) {
      throw new RangeError(
        `FilterObservation expected some of ${Object.keys(spaces).join(", ")}, got ${describe(filterKeys)}`,
      );
    }
    const kept = (parts: Readonly<Record<string | number, unknown>>) =>
      inner instanceof Dict
        ? Object.fromEntries(keys.map((key) => [key, parts[key]]))
        : keys.map((key) => parts[key]);
    const space = inner instanceof Dict ? new Dict(kept(spaces) as never) : new Tuple(kept(spaces) as never);
    super(env, kept as never, space);
  }
}

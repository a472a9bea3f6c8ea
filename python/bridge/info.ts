import { arrayJson, type TypedArray } from "./describe-space.js";

/** How the infos of an environment reach Python. */
export interface InfoFormat {
  /** The keys that go there; undefined: all. */
  readonly keys: readonly string[] | undefined;
  /** The keys whose numbers are integers in Python, after a reset and after a step; those of others are floats. */
  readonly integers: { readonly reset: readonly string[]; readonly step: readonly string[] };
}

/**
 * The keys that Gymnasium's environment has in its info, where ours tells more: the same program must see the same here
 * and there. `full_info=True` gives all.
 */
const GYMNASIUM_KEYS: Readonly<Record<string, readonly string[]>> = {
  "CarRacing-v3": ["lapFinished", "lap_finished"],
};

const COUNTS = ["tilesVisited", "tileCount", "tilesUnderWheels"];

/** Environments that tell the probability 1 of their start as an integer. */
const INTEGER_PROB = ["CliffWalking-v1", "CliffWalkingSlippery-v1", "FrozenLake-v1", "FrozenLake8x8-v1"];

/** @param full whether to tell more than Gymnasium's environment of that id does */
export function infoFormat(id: string, full: boolean): InfoFormat {
  return {
    keys: full ? undefined : GYMNASIUM_KEYS[id],
    integers: { reset: INTEGER_PROB.includes(id) ? [...COUNTS, "prob"] : COUNTS, step: COUNTS },
  };
}

/**
 * An info as JSON, with Python's names: `lapFinished` → `lap_finished`. What is undefined is left out. What JSON has no
 * form for is marked: integers, numbers that are not finite, and typed arrays.
 * @param after what the info came of
 * @returns undefined when nothing is left
 */
export function infoJson(
  info: object,
  { keys, integers }: InfoFormat,
  after: "reset" | "step",
): Record<string, unknown> | undefined {
  let json: Record<string, unknown> | undefined;
  for (const key in info) {
    const value = (info as Record<string, unknown>)[key];
    if (value === undefined || (keys && !keys.includes(key))) continue;
    json ??= {};
    json[snakeCase(key)] = valueJson(value, integers[after].includes(key));
  }
  return json;
}

function valueJson(value: unknown, isInteger: boolean): unknown {
  if (typeof value === "number") {
    if (isInteger) return { __int__: String(value) };
    return Number.isFinite(value) ? value : { __float__: String(value) };
  }
  if (ArrayBuffer.isView(value)) return { __array__: arrayJson(value as TypedArray) };
  if (Array.isArray(value)) return value.map((element) => valueJson(element, isInteger));
  if (typeof value === "object" && value !== null) {
    const entries = Object.entries(value).filter(([, inner]) => inner !== undefined);
    return Object.fromEntries(entries.map(([key, inner]) => [snakeCase(key), valueJson(inner, isInteger)]));
  }
  return value;
}

/** Python's form of a name: `windPower` → `wind_power`. */
function snakeCase(name: string): string {
  return name.replace(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
}

/** Options with JavaScript's names: `wind_power` → `windPower`. Null, which is Python's None, means not given. */
export function camelCase(options: object): Record<string, unknown> {
  return Object.fromEntries(
    Object.entries(options).map(([key, value]) => [
      key.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase()),
      value === null ? undefined : isPlain(value) ? camelCase(value) : value,
    ]),
  );
}

function isPlain(value: unknown): value is object {
  return typeof value === "object" && value !== null && !Array.isArray(value);
}

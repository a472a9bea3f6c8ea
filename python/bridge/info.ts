import { arrayJson, type TypedArray } from "./describe-space.js";

/**
 * The keys that Gymnasium's environment has in its info, where ours tells more: the same program must see the same here
 * and there. `full_info=True` gives all.
 */
const GYMNASIUM_KEYS: Readonly<Record<string, readonly string[]>> = {
  "CarRacing-v3": ["lapFinished", "lap_finished"],
};

/** Which keys of an environment's info go to Python; undefined: all. */
export function infoKeys(id: string, full: boolean): readonly string[] | undefined {
  return full ? undefined : GYMNASIUM_KEYS[id];
}

/**
 * An info as JSON, with Python's names: `lapFinished` → `lap_finished`. What is undefined is left out; typed arrays
 * become `{ "__array__": … }`.
 * @returns undefined when nothing is left
 */
export function infoJson(
  info: object,
  keys: readonly string[] | undefined,
): Record<string, unknown> | undefined {
  let json: Record<string, unknown> | undefined;
  for (const key in info) {
    const value = (info as Record<string, unknown>)[key];
    if (value === undefined || (keys && !keys.includes(key))) continue;
    json ??= {};
    json[snakeCase(key)] = valueJson(value);
  }
  return json;
}

function valueJson(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return { __array__: arrayJson(value as TypedArray) };
  // What JSON cannot say of a number, it can say in a string that Python's `float` reads.
  if (typeof value === "number" && !Number.isFinite(value)) return { __float__: String(value) };
  if (Array.isArray(value)) return value.map(valueJson);
  if (typeof value === "object" && value !== null) return infoJson(value, undefined) ?? {};
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

import { describe } from "../describe.js";
import { NO_INFO } from "../no-info.js";

/** How deep values may be nested before another algorithm takes over, which knows cycles. */
const DEPTH = 16;

const TypedArray = Object.getPrototypeOf(Uint8Array) as abstract new () => ArrayBufferView;

/**
 * A copy that later changes of the value do not reach, as if it had been sent to another thread: objects of classes
 * become plain ones.
 * @param where What the value is, for the message: `info`.
 * @throws {TypeError} when it holds what cannot be sent: a function, for one.
 */
export function copyPlain<T>(value: T, where: string, depth = 0): T {
  if (typeof value === "function" || typeof value === "symbol") {
    throw new TypeError(
      `expected ${where} to be plain data, got ${typeof value === "symbol" ? "a symbol" : "a function"}`,
    );
  }
  if (typeof value !== "object" || value === null) return value;
  if (depth > DEPTH) return cloned(value, where);
  if (Array.isArray(value)) {
    return Array.from(value, (element, i) => copyPlain(element, `${where}[${i}]`, depth + 1)) as T;
  }
  if (value instanceof TypedArray) return (value as unknown as Uint8Array).slice() as T;
  const prototype = Object.getPrototypeOf(value);
  if (prototype !== Object.prototype && prototype !== null) return cloned(value, where);
  const copy: Record<string, unknown> = {};
  for (const name of Object.keys(value)) {
    const copied = copyPlain(value[name as keyof T], `${where}.${name}`, depth + 1);
    if (name === "__proto__") Object.defineProperty(copy, name, { value: copied, enumerable: true });
    else copy[name] = copied;
  }
  return copy as T;
}

function cloned<T>(value: T, where: string): T {
  try {
    return structuredClone(value);
  } catch (error) {
    throw new TypeError(`expected ${where} to be plain data, got ${describe(error)}`);
  }
}

/** An environment's info as it is handed on: a copy. @throws {TypeError} when it is no object of plain data. */
export function copyInfo(info: object): object {
  if (typeof info !== "object" || info === null || Array.isArray(info)) {
    throw new TypeError(`expected info to be an object, got ${describe(info)}`);
  }
  // Most infos are empty.
  for (const name in info) if (Object.hasOwn(info, name)) return copyPlain(info, "info");
  return NO_INFO;
}

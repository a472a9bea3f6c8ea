import { describe } from "./describe.js";

/** What an option may be. */
export interface Rule {
  /** In words, for the error message. */
  readonly expected: string;
  holds(value: unknown): boolean;
}

/** The option is one of these values. */
export function oneOf(...values: readonly unknown[]): Rule {
  return { expected: values.map(String).join(" or "), holds: (value) => values.includes(value) };
}

/** The option is a number from `low` to `high`. */
export function numberFrom(low: number, high: number): Rule {
  return {
    expected: `a number from ${low} to ${high}`,
    holds: (value) => typeof value === "number" && value >= low && value <= high,
  };
}

/** The option is any finite number. */
export const finiteNumber: Rule = { expected: "a finite number", holds: Number.isFinite };

/** The option is a list or a typed array, which the owner looks into. */
export const aList: Rule = { expected: "a list", holds: isList };

/** The option is checked by its owner. */
export const anything: Rule = { expected: "given", holds: () => true };

/** Whether a value is a list or a typed array. */
export function isList(value: unknown): value is ArrayLike<number> {
  return Array.isArray(value) || (ArrayBuffer.isView(value) && !(value instanceof DataView));
}

/** @throws {TypeError} when it is neither a list nor a typed array. `name` is what it is called. */
export function expectList(name: string, value: unknown): void {
  if (!isList(value)) throw new TypeError(`expected ${name} to be a list, got ${describe(value)}`);
}

/**
 * Checks options that programs without types may have got wrong. An option that is undefined is not given.
 * @param owner Whose options these are, for the error message.
 * @throws {TypeError} when there is no such option.
 * @throws {RangeError} when the value of an option is not one it can have.
 */
export function checkOptions(owner: string, rules: Readonly<Record<string, Rule>>, options: object): void {
  expectOptions(owner, options);
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(rules, name) ? rules[name] : undefined;
    if (!rule) {
      const names = Object.keys(rules).join(", ");
      throw new TypeError(`${owner} has ${names ? `the options ${names}` : "no options"}; got ${name}`);
    }
    if (value !== undefined && !rule.holds(value)) {
      const got = typeof value === "string" ? value : describe(value);
      throw new RangeError(`expected ${name} to be ${rule.expected}, got ${got}`);
    }
  }
}

/** @throws {TypeError} when what should hold options is no object. */
export function expectOptions(owner: string, options: unknown): void {
  if (typeof options === "object" && options !== null && !isList(options)) return;
  throw new TypeError(`${owner} expected an object of options, got ${describe(options)}`);
}

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
      throw new RangeError(`expected ${name} to be ${rule.expected}, got ${value}`);
    }
  }
}

/** @throws {TypeError} when what should hold options is no object. */
export function expectOptions(owner: string, options: unknown): void {
  if (typeof options === "object" && options !== null && !Array.isArray(options)) return;
  throw new TypeError(`${owner} expected an object of options, got ${describe(options)}`);
}

import type { CarRacingOptions } from "./car-racing.js";
import { PHYSICS } from "./physics/load.js";

type Check = { readonly expected: string; readonly holds: (value: unknown) => boolean };

const oneOf = (...values: readonly unknown[]): Check => ({
  expected: values.join(" or "),
  holds: (value) => values.includes(value),
});

const defaults: Required<CarRacingOptions> = {
  physics: "box2d-wasm",
  continuous: true,
  observation: "pixels",
  domainRandomize: false,
  lapCompletePercent: 0.95,
  lapRule: "v3",
};

const checks: Record<keyof CarRacingOptions, Check> = {
  physics: oneOf(...PHYSICS),
  continuous: oneOf(true, false),
  observation: oneOf("pixels", "none"),
  domainRandomize: oneOf(true, false),
  lapCompletePercent: {
    expected: "a number from 0 to 1",
    holds: (value) => typeof value === "number" && value >= 0 && value <= 1,
  },
  lapRule: oneOf("v3", "fixed"),
};

const resetChecks = { randomize: oneOf(true, false) };

/**
 * Fills in the defaults.
 * @throws {TypeError} when an option is unknown. @throws {RangeError} when its value is not one it can have.
 */
export function checkOptions(options: CarRacingOptions): Required<CarRacingOptions> {
  check("CarRacing", checks, options);
  const given = Object.entries(options).filter(([, value]) => value !== undefined);
  return { ...defaults, ...Object.fromEntries(given) };
}

/** Whether a reset with these options draws new colours; for the errors see `checkOptions`. */
export function checkResetOptions(options: Readonly<Record<string, unknown>>): boolean {
  check("CarRacing's reset", resetChecks, options);
  return options.randomize !== false;
}

function check(owner: string, known: Readonly<Record<string, Check>>, options: object): void {
  for (const [name, value] of Object.entries(options)) {
    const rule = Object.hasOwn(known, name) ? known[name] : undefined;
    if (!rule) {
      throw new TypeError(`${owner} has the options ${Object.keys(known).join(", ")}; got ${name}`);
    }
    if (value !== undefined && !rule.holds(value)) {
      throw new RangeError(`expected ${name} to be ${rule.expected}, got ${value}`);
    }
  }
}

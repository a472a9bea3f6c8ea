import type { CarRacingOptions, CarRacingResetOptions, PictureOptions } from "./car-racing.js";
import type { TrackPoints } from "./custom-track.js";
import { PHYSICS } from "./physics/load.js";
import { CANVAS_HEIGHT, CANVAS_WIDTH } from "./picture/camera.js";

type Check = { readonly expected: string; readonly holds: (value: unknown) => boolean };

const oneOf = (...values: readonly unknown[]): Check => ({
  expected: values.join(" or "),
  holds: (value) => values.includes(value),
});

/** The options with their defaults filled in; `track` stays open. */
export type Settings = Required<Omit<CarRacingOptions, "picture" | "track">> & {
  readonly picture: Required<PictureOptions>;
  readonly track?: TrackPoints | undefined;
};

const defaults: Settings = {
  physics: "box2d-wasm",
  continuous: true,
  observation: "pixels",
  domainRandomize: false,
  lapCompletePercent: 0.95,
  lapRule: "v3",
  picture: { width: 96, height: 96, indicators: true },
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
  picture: {
    expected: "an object",
    holds: (value) => typeof value === "object" && value !== null,
  },
  track: { expected: "a list of points", holds: Array.isArray },
};

const upTo = (limit: number): Check => ({
  expected: `an integer from 1 to ${limit}`,
  holds: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= limit,
});

const pictureChecks: Record<keyof PictureOptions, Check> = {
  width: upTo(CANVAS_WIDTH),
  height: upTo(CANVAS_HEIGHT),
  indicators: oneOf(true, false),
};

const resetChecks: Record<keyof CarRacingResetOptions, Check> = {
  randomize: checks.domainRandomize,
  track: checks.track,
};

/**
 * Fills in the defaults.
 * @throws {TypeError} when an option is unknown. @throws {RangeError} when its value is not one it can have.
 */
export function checkOptions(options: CarRacingOptions): Settings {
  check("CarRacing", checks, options);
  const picture = options.picture ?? {};
  check("CarRacing's picture", pictureChecks, picture);
  return { ...defaults, ...given(options), picture: { ...defaults.picture, ...given(picture) } };
}

/** The options of a reset, checked; for the errors see `checkOptions`. */
export function checkResetOptions(options: Readonly<Record<string, unknown>>): CarRacingResetOptions {
  check("CarRacing's reset", resetChecks, options);
  return options;
}

/** Those that are not undefined. */
function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
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

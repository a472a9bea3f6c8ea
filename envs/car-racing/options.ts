import { checkOptions, numberFrom, oneOf, type Rule } from "../options.js";
import type { CarRacingOptions, CarRacingResetOptions, PictureOptions } from "./car-racing.js";
import type { TrackPoints } from "./custom-track.js";
import { PHYSICS } from "./physics/load.js";
import { CANVAS_HEIGHT, CANVAS_WIDTH } from "./picture/camera.js";

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

const rules: Record<keyof CarRacingOptions, Rule> = {
  physics: oneOf(...PHYSICS),
  continuous: oneOf(true, false),
  observation: oneOf("pixels", "none"),
  domainRandomize: oneOf(true, false),
  lapCompletePercent: numberFrom(0, 1),
  lapRule: oneOf("v3", "fixed"),
  picture: {
    expected: "an object",
    holds: (value) => typeof value === "object" && value !== null,
  },
  track: { expected: "a list of points", holds: Array.isArray },
};

const pictureRules: Record<keyof PictureOptions, Rule> = {
  width: integerUpTo(CANVAS_WIDTH),
  height: integerUpTo(CANVAS_HEIGHT),
  indicators: oneOf(true, false),
};

const resetRules: Record<keyof CarRacingResetOptions, Rule> = {
  randomize: rules.domainRandomize,
  track: rules.track,
};

/**
 * Fills in the defaults.
 * @throws {TypeError} when an option is unknown. @throws {RangeError} when its value is not one it can have.
 */
export function settingsOf(options: CarRacingOptions): Settings {
  checkOptions("CarRacing", rules, options);
  const picture = options.picture ?? {};
  checkOptions("CarRacing's picture", pictureRules, picture);
  return { ...defaults, ...given(options), picture: { ...defaults.picture, ...given(picture) } };
}

/** The options of a reset, checked; for the errors see `settingsOf`. */
export function resetOptionsOf(options: Readonly<Record<string, unknown>>): CarRacingResetOptions {
  checkOptions("CarRacing's reset", resetRules, options);
  return options;
}

function integerUpTo(limit: number): Rule {
  return {
    expected: `an integer from 1 to ${limit}`,
    holds: (value) => Number.isInteger(value) && (value as number) >= 1 && (value as number) <= limit,
  };
}

/** Those that are not undefined. */
function given<Options extends object>(options: Options): Options {
  return Object.fromEntries(Object.entries(options).filter(([, value]) => value !== undefined)) as Options;
}

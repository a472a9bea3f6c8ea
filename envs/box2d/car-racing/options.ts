import { checkOptions, numberFrom, oneOf, type Rule } from "../../options.js";
import type { TrackPoints } from "./custom-track.js";
import { PHYSICS } from "./physics/load.js";
import type { Physics } from "./physics/physics.js";
import type { LapRule } from "./race.js";
import { CANVAS_HEIGHT, CANVAS_WIDTH } from "./rendering/camera.js";
import { PICTURES, type Pictures } from "./rendering/draw-list.js";

export interface CarRacingOptions {
  /**
   * `box2d-wasm` (default), or `float32`: an engine that gives Gymnasium's observations and rewards to the bit.
   * The tracks, and the images of equal states, are the same with both.
   */
  readonly physics?: Physics["name"];
  /** true (default): actions are [steer, gas, brake]. false: one of the five discrete ones. */
  readonly continuous?: boolean;
  /**
   * `pixels` (default): every step draws its observation. `none`: physics only; observations are empty arrays, and
   * `render("state_pixels")` draws one when it is wanted.
   */
  readonly observation?: "pixels" | "none";
  /** Random colours of road and ground in every episode. Default false. */
  readonly domainRandomize?: boolean;
  /** Part of the tiles to visit before a lap can finish, 0 to 1. Default 0.95. */
  readonly lapCompletePercent?: number;
  /** How the end of a lap is noticed. Default `v3`, as in Gymnasium. */
  readonly lapRule?: LapRule;
  /**
   * Whose images are drawn, to the pixel: `pygame-ce` (default, 2.5.8) as Gymnasium does when it is installed today, or
   * `pygame` (2.6.1).
   */
  readonly pictures?: Pictures;
  /** Size and contents of the observation. */
  readonly picture?: PictureOptions;
  /** Drive this track instead of random ones: see `trackThrough`. */
  readonly track?: TrackPoints;
}

/** How the observation looks. It is always what Gymnasium draws at 1000×800, scaled down. */
export interface PictureOptions {
  /** Pixels, 1 to 1000. Default 96. */
  readonly width?: number;
  /** Pixels, 1 to 800. Default 96. */
  readonly height?: number;
  /** Whether to show the strip at the bottom, with the score. Default true. */
  readonly indicators?: boolean;
}

/** What `reset({ options })` takes. */
export interface CarRacingResetOptions {
  /** false: a domain-randomised environment keeps its present colours. Default true. */
  readonly randomize?: boolean;
  /** Drive this track in this episode. */
  readonly track?: TrackPoints;
}

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
  pictures: "pygame-ce",
  picture: { width: 96, height: 96, indicators: true },
};

const rules: Record<keyof CarRacingOptions, Rule> = {
  physics: oneOf(...PHYSICS),
  continuous: oneOf(true, false),
  observation: oneOf("pixels", "none"),
  domainRandomize: oneOf(true, false),
  lapCompletePercent: numberFrom(0, 1),
  lapRule: oneOf("v3", "fixed"),
  pictures: oneOf(...PICTURES),
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

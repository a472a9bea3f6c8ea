import { closest } from "../../envs/closest.js";
import { InputError } from "../errors.js";

/** What yargs hands to a checker: the word, the option's default, or false for `--no-name`. */
type Given = string | number | boolean;

/** Limits of a number given on the command line. */
export interface NumberLimits {
  /** What was expected, as it stands in the error message: "a whole number from 1 to 1,000". */
  readonly expected: string;
  readonly integer?: boolean;
  readonly minimum?: number;
  readonly maximum?: number;
  /** The number must lie below this limit. */
  readonly below?: number;
  /** The number must lie above this limit. */
  readonly above?: number;
}

/**
 * A checker for yargs' `coerce`: the word after `--name` as a number within limits.
 * @throws InputError (from the checker) that names the option, what was expected and what came.
 */
export function numberOption(name: string, limits: NumberLimits): (given: Given) => number {
  const check = (given: Given) => {
    const value = typeof given === "number" ? given : parseNumber(given);
    const { minimum = -Infinity, maximum = Infinity, above = -Infinity, below = Infinity } = limits;
    const fits = value >= minimum && value <= maximum && value > above && value < below;
    if (!fits || !Number.isFinite(value) || (limits.integer && !Number.isSafeInteger(value))) {
      throw new InputError(`option --${name}: expected ${limits.expected}, got ${shown(given)}`);
    }
    return value;
  };
  numberChecks.add(check);
  return check;
}

const numberChecks = new WeakSet<object>();

/** Whether a checker makes a number of its word. */
export const isNumberCheck = (check: unknown): boolean =>
  typeof check === "function" && numberChecks.has(check);

/** More episodes, tracks and the like would not fit in memory. */
const MOST = 1_000_000;

/** A whole number of at least `minimum`. */
export const countOption = (name: string, minimum = 1, maximum = MOST) =>
  numberOption(name, {
    expected: `a whole number from ${minimum} to ${maximum.toLocaleString("en-US")}`,
    ...{ integer: true, minimum, maximum },
  });

/** A seed. The seeds that follow the greatest are still exact numbers. */
export const seedOption = (name: string) => countOption(name, 0, 1e15);

/** A year: longer ones are not meant. */
const MOST_MINUTES = 365 * 24 * 60;

/** A duration in minutes, above 0. */
export const minutesOption = (name: string) =>
  numberOption(name, {
    expected: `a number of minutes above 0, up to ${MOST_MINUTES.toLocaleString("en-US")}`,
    ...{ above: 0, maximum: MOST_MINUTES },
  });

/** A port that programs without special rights may open. */
export const portOption = (name: string) =>
  numberOption(name, {
    expected: "a port from 1024 to 65535",
    integer: true,
    minimum: 1024,
    maximum: 65535,
  });

/** The end of a message about a word that is not known: `; did you mean figure-5?`, or nothing where none is near. */
export function didYouMean(given: string, known: readonly string[], dashes = ""): string {
  const [nearest] = closest(given, known);
  return nearest === undefined ? "" : `; did you mean ${dashes}${nearest}?`;
}

/** A checker for yargs' `coerce`: one of the words. List them in the option's description. */
export function choiceOption<const Word extends string>(name: string, words: readonly Word[]) {
  return (given: Given): Word => {
    const found = words.find((each) => each === given);
    if (found === undefined) {
      throw new InputError(
        `option --${name}: expected ${words.join(" or ")}, got ${shown(given)}${didYouMean(String(given), words)}`,
      );
    }
    return found;
  };
}

/** A checker for yargs' `coerce`: the path of a file or folder. `kind` says what it is for: "a folder". */
export function pathOption(name: string, kind: string) {
  return (given: Given): string => {
    if (typeof given !== "string" || given.trim() === "" || given.includes("\0")) {
      throw new InputError(`option --${name}: expected ${kind}, got ${shown(given)}`);
    }
    return given;
  };
}

/**
 * Refuses options that the command would not look at.
 * @param names of options, as they stand in the program
 * @param when what they are for, as in `with --objective return`
 * @throws InputError when one of them was given
 */
export function refuseUnused<Name extends string>(
  options: Readonly<Partial<Record<Name, unknown>>>,
  names: readonly Name[],
  when: string,
  otherwise = "otherwise",
): void {
  const given = names.find((name) => options[name] !== undefined);
  if (given === undefined) return;
  const option = given.replace(/[A-Z]/g, (letter) => `-${letter.toLowerCase()}`);
  throw new InputError(`option --${option}: expected it ${when}, got it ${otherwise}`);
}

/** A number in decimal notation; NaN for anything else, "0x10" and the empty word included. */
function parseNumber(given: Given): number {
  const word = String(given).trim();
  return /^[-+]?(\d+\.?\d*|\.\d+)(e[-+]?\d+)?$/i.test(word) ? Number(word) : Number.NaN;
}

function shown(given: Given): string {
  return given === "" ? "nothing" : String(given);
}

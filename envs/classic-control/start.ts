import { checkOptions, numberFrom } from "../options.js";

/** What `reset({ options })` takes in the environments whose states start between two bounds. */
export interface StartBounds {
  readonly low?: number;
  readonly high?: number;
}

const anyNumber = numberFrom(-Infinity, Infinity);

/**
 * The bounds of the starting state.
 * @param owner Whose options these are, for the error message.
 * @throws {TypeError | RangeError} when an option is unknown or no number, or low > high.
 */
export function startBounds(
  owner: string,
  options: object | undefined,
  defaults: Required<StartBounds>,
): Required<StartBounds> {
  if (!options) return defaults;
  checkOptions(`${owner}'s reset`, { low: anyNumber, high: anyNumber }, options);
  const { low = defaults.low, high = defaults.high } = options as StartBounds;
  if (!(low <= high)) throw new RangeError(`expected low ≤ high, got low ${low} and high ${high}`);
  return { low, high };
}

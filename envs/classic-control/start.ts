import { checkOptions, numberFrom } from "../options.js";

/** What `reset({ options })` takes in the environments whose states start between two bounds. */
export interface StartBounds {
  readonly low?: number;
  readonly high?: number;
}

/**
 * The bounds of the starting state.
 * @param owner Whose options these are, for the error message.
 * @throws {TypeError | RangeError} when an option is unknown or no number, or low > high.
 */
export function startBounds(
  owner: string,
  options: object,
  defaults: Required<StartBounds>,
): Required<StartBounds> {
  const bound = numberFrom(-Infinity, Infinity);
  checkOptions(`${owner}'s reset`, { low: bound, high: bound }, options);
  const { low = defaults.low, high = defaults.high } = options as StartBounds;
  if (!(low <= high)) throw new RangeError(`expected low ≤ high, got low ${low} and high ${high}`);
  return { low, high };
}

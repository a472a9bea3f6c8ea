/**
 * The first of the tracks that are for a purpose, ten thousand for each, so that nothing is chosen or tested on what it was
 * made with. A track is the seed of `reset`.
 */
export const FIRST_TRACK = {
  /** Driven for recordings. */
  recorded: 0,
  /** Driven to choose among policies. */
  chosenOn: 10_000,
  /** Driven once, when all is decided. */
  tested: 20_000,
  /** Driven by `npm run demo`. */
  shown: 30_000,
} as const;

/** From this many points on a track counts as solved, as in Gymnasium. */
export const SOLVED = 900;

/** So many tracks from one on. */
export function tracksFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

/**
 * The first of the seeds that are for a purpose, ten thousand for each, so that nothing is chosen or tested on what it was
 * made with. A seed is that of `reset`.
 */
export const FIRST_SEED = {
  /** Recorded as demonstrations. */
  recorded: 0,
  /** Run to choose among policies. */
  validation: 10_000,
  /** Run once, when all is decided. */
  test: 20_000,
  /** Run by `npm run demo`. */
  demo: 30_000,
} as const;

/** So many seeds from one on. */
export function seedsFrom(first: number, count: number): number[] {
  return Array.from({ length: count }, (_, index) => first + index);
}

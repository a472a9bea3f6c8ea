/** Sum of numbers, added in order; 0 of none. */
export function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}

/** Mean of at least one number. */
export function mean(values: readonly number[]): number {
  return sum(values) / values.length;
}

/** The least of some numbers, however many; Infinity of none. */
export const minimum = (values: Iterable<number>) => fold(values, Math.min, Number.POSITIVE_INFINITY);

/** The greatest of some numbers, however many; −Infinity of none. */
export const greatest = (values: Iterable<number>) => fold(values, Math.max, Number.NEGATIVE_INFINITY);

function fold(values: Iterable<number>, pick: (a: number, b: number) => number, start: number): number {
  let found = start;
  for (const value of values) found = pick(found, value);
  return found;
}

/** Standard deviation of a sample (n − 1 in the denominator); 0 of a single number. */
export function standardDeviation(values: readonly number[]): number {
  if (values.length < 2) return 0;
  const centre = mean(values);
  return Math.sqrt(sum(values.map((value) => (value - centre) ** 2)) / (values.length - 1));
}

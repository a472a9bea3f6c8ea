/** An array out of another program's file. */
export interface NamedTensor {
  readonly name: string;
  readonly shape: readonly number[];
  /** Its elements as 32-bit floats, in C's order. */
  readonly values: () => Float32Array;
}

/** "100 × 576", or "a number" for one without axes. */
export const shapeText = (shape: readonly number[]): string =>
  shape.length === 0 ? "a number" : shape.join(" × ");

/** Elements of an array; more than 2⁵³ are infinitely many. */
export const elementCount = (shape: readonly number[]): number => {
  const count = shape.reduce((product, size) => product * size, 1);
  return Number.isSafeInteger(count) ? count : Number.POSITIVE_INFINITY;
};

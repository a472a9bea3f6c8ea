import type { Box } from "../spaces.js";

/**
 * Mean and variance of all that was seen, element by element (gymnasium.wrappers.utils.RunningMeanStd). T. F. Chan,
 * G. H. Golub, R. J. LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances.
 *
 * Equal to Gymnasium's to the bit: numpy computes in float32 where all numbers are float32, and in float64 where one is
 * not, so each result below is rounded to what its operands are.
 */
export class RunningMeanStd {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Starts as a small share of an observation with mean 0 and variance 1. */
  #count = 1e-4;
  /** Mean and variance are float32 until they meet float64. */
  #isFloat32: boolean;

  constructor(size: number, dtype: "float32" | "float64") {
    this.mean = new Float64Array(size);
    this.variance = new Float64Array(size).fill(1);
    this.#isFloat32 = dtype === "float32";
  }

  /** Takes several rows together. `isFloat32`: whether that is what their numbers are. */
  update(rows: readonly ArrayLike<number>[], isFloat32: boolean): void {
    const own = rounding(this.#isFloat32);
    const seen = rounding(isFloat32);
    this.#isFloat32 &&= isFloat32;
    const both = rounding(this.#isFloat32);
    const count = rows.length;
    const before = own(this.#count);
    const total = this.#count + count;
    const sum = this.mean.length === 1 ? pairwiseSum : sumInOrder;
    const column = new Float64Array(count);
    for (let i = 0; i < this.mean.length; i++) {
      for (let row = 0; row < count; row++) column[row] = rows[row][i];
      const mean = seen(sum(column, seen) / count);
      for (let row = 0; row < count; row++) column[row] = seen(seen(column[row] - mean) ** 2);
      const variance = seen(sum(column, seen) / count);
      const delta = both(mean - this.mean[i]);
      this.mean[i] = both(this.mean[i] + both(both(delta * count) / both(total)));
      const within = both(own(this.variance[i] * before) + seen(variance * count));
      const between = both(both(both(both(delta * delta) * both(this.#count)) * count) / both(total));
      this.variance[i] = both(both(within + between) / both(total));
    }
    this.#count = total;
  }
}

/**
 * Observations of a `Box`, centred and scaled by what was seen of them, for the wrappers that normalize observations.
 */
export class NormalizedBox {
  readonly #seen: RunningMeanStd;
  readonly #epsilon: number;
  readonly #isFloat32: boolean;

  /** @param epsilon Added to the variance. */
  constructor({ size, dtype }: Box, epsilon: number) {
    this.#seen = new RunningMeanStd(size, "float32");
    this.#epsilon = epsilon;
    this.#isFloat32 = dtype === "float32";
  }

  update(observations: readonly ArrayLike<number>[]): void {
    this.#seen.update(observations, this.#isFloat32);
  }

  /** @param values One observation, or several, one after the other. */
  normalize(values: ArrayLike<number>): Float32Array {
    const round = rounding(this.#isFloat32);
    const { mean, variance } = this.#seen;
    const deviation = variance.map((value) => round(Math.sqrt(round(value + round(this.#epsilon)))));
    return Float32Array.from(values, (value, i) => {
      const element = i % mean.length;
      return round(value - mean[element]) / deviation[element];
    });
  }
}

type Rounding = (value: number) => number;

const rounding = (isFloat32: boolean): Rounding => (isFloat32 ? Math.fround : asItIs);

const asItIs: Rounding = (value) => value;

/** How numpy adds the rows of a table. */
function sumInOrder(values: Float64Array, round: Rounding): number {
  let sum = 0;
  for (const value of values) sum = round(sum + value);
  return sum;
}

/** How numpy adds numbers that lie side by side: eight sums beside each other, of 128 numbers at most. */
function pairwiseSum(values: Float64Array, round: Rounding): number {
  const { length } = values;
  if (length > 128) {
    const half = Math.floor(length / 16) * 8;
    return round(pairwiseSum(values.subarray(0, half), round) + pairwiseSum(values.subarray(half), round));
  }
  if (length < 8) return sumInOrder(values, round);
  const sums = values.slice(0, 8);
  const whole = length - (length % 8);
  for (let i = 8; i < whole; i++) sums[i % 8] = round(sums[i % 8] + values[i]);
  for (let width = 1; width < 8; width *= 2) {
    for (let i = 0; i < 8; i += 2 * width) sums[i] = round(sums[i] + sums[i + width]);
  }
  let sum = sums[0];
  for (let i = whole; i < length; i++) sum = round(sum + values[i]);
  return sum;
}

/**
 * Mean and variance of all that was seen, element by element (gymnasium.wrappers.utils.RunningMeanStd). T. F. Chan,
 * G. H. Golub, R. J. LeVeque, Updating Formulae and a Pairwise Algorithm for Computing Sample Variances.
 */
export class RunningMeanStd {
  readonly mean: Float64Array;
  readonly variance: Float64Array;
  /** Starts as a small share of an observation with mean 0 and variance 1. */
  #count = 1e-4;

  constructor(size: number) {
    this.mean = new Float64Array(size);
    this.variance = new Float64Array(size).fill(1);
  }

  /** Takes several rows together. */
  update(rows: readonly ArrayLike<number>[]): void {
    const count = rows.length;
    const total = this.#count + count;
    for (let i = 0; i < this.mean.length; i++) {
      let sum = 0;
      for (const row of rows) sum += row[i];
      const mean = sum / count;
      let squares = 0;
      for (const row of rows) squares += (row[i] - mean) ** 2;
      const delta = mean - this.mean[i];
      this.mean[i] += (delta * count) / total;
      const before = this.variance[i] * this.#count;
      this.variance[i] = (before + squares + (delta * delta * this.#count * count) / total) / total;
    }
    this.#count = total;
  }
}

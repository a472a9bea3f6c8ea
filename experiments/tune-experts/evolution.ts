import { Random } from "../../envs/random.js";

/**
 * Evolution by matrix adaptation: MA-ES (H.-G. Beyer, B. Sendhoff, Simplify your covariance matrix adaptation evolution
 * strategy, 2017) with the usual settings of CMA-ES. Goes uphill.
 */
export class Evolution {
  readonly mean: Float64Array;
  /** The step size. */
  sigma: number;
  readonly #random: Random;
  /** Of the better half of a generation, best first. */
  readonly #weights: readonly number[];
  readonly #rates: { readonly path: number; readonly rank1: number; readonly rankMu: number };
  readonly #damping: number;
  /** The effective number of those that count. */
  readonly #effective: number;
  readonly #path: Float64Array;
  readonly #matrix: Float64Array[];
  #drawn: { readonly normal: Float64Array; readonly step: Float64Array }[] = [];

  /**
   * @param mean where it begins
   * @param sigma of the first generation, in each direction
   * @param size of a generation
   */
  constructor(mean: Float64Array, sigma: number, size: number, seed: number) {
    const n = mean.length;
    this.mean = mean.slice();
    this.sigma = sigma;
    this.#random = new Random(seed);
    const raw = Array.from({ length: size >> 1 }, (_, rank) => Math.log((size + 1) / 2) - Math.log(rank + 1));
    const sum = raw.reduce((total, weight) => total + weight);
    this.#weights = raw.map((weight) => weight / sum);
    const effective = 1 / this.#weights.reduce((total, weight) => total + weight * weight, 0);
    this.#effective = effective;
    const path = (effective + 2) / (n + effective + 5);
    const rank1 = 2 / ((n + 1.3) ** 2 + effective);
    const rankMu = Math.min(1 - rank1, (2 * (effective - 2 + 1 / effective)) / ((n + 2) ** 2 + effective));
    this.#rates = { path, rank1, rankMu };
    this.#damping = 1 + path + 2 * Math.max(0, Math.sqrt((effective - 1) / (n + 1)) - 1);
    this.#path = new Float64Array(n);
    this.#matrix = Array.from({ length: n }, (_, row) => new Float64Array(n).fill(1, row, row + 1));
    this.size = size;
  }

  /** Points of a generation. */
  readonly size: number;

  /** Draws a generation. */
  ask(): Float64Array[] {
    this.#drawn = Array.from({ length: this.size }, () => {
      const normal = Float64Array.from(this.mean, () => this.#random.standardNormal());
      return { normal, step: times(this.#matrix, normal) };
    });
    return this.#drawn.map(({ step }) => this.mean.map((value, index) => value + this.sigma * step[index]));
  }

  /** Learns what the points of the generation are worth, in their order. */
  tell(values: readonly number[]): void {
    const n = this.mean.length;
    const { path, rank1, rankMu } = this.#rates;
    const best = values
      .map((_, index) => index)
      .sort((a, b) => values[b] - values[a])
      .slice(0, this.#weights.length)
      .map((index) => this.#drawn[index]);
    const weighted = (of: "normal" | "step") =>
      this.mean.map((_, index) =>
        best.reduce((sum, drawn, rank) => sum + this.#weights[rank] * drawn[of][index], 0),
      );
    const [normal, step] = [weighted("normal"), weighted("step")];
    for (let index = 0; index < n; index++) {
      this.mean[index] += this.sigma * step[index];
      this.#path[index] =
        (1 - path) * this.#path[index] + Math.sqrt(this.#effective * path * (2 - path)) * normal[index];
    }
    const along = times(this.#matrix, this.#path);
    for (const [index, row] of this.#matrix.entries()) {
      for (let column = 0; column < n; column++) {
        const spread = best.reduce(
          (sum, drawn, rank) => sum + this.#weights[rank] * drawn.step[index] * drawn.normal[column],
          0,
        );
        row[column] =
          (1 - rank1 / 2 - rankMu / 2) * row[column] +
          (rank1 / 2) * along[index] * this.#path[column] +
          (rankMu / 2) * spread;
      }
    }
    const expected = Math.sqrt(n) * (1 - 1 / (4 * n) + 1 / (21 * n * n));
    this.sigma *= Math.exp((path / this.#damping) * (Math.hypot(...this.#path) / expected - 1));
  }
}

function times(matrix: readonly Float64Array[], vector: Float64Array): Float64Array {
  return Float64Array.from(matrix, (row) =>
    row.reduce((sum, value, column) => sum + value * vector[column], 0),
  );
}

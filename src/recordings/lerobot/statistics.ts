/** The quantiles that LeRobot keeps, by their names. */
const QUANTILES = { q01: 0.01, q10: 0.1, q50: 0.5, q90: 0.9, q99: 0.99 } as const;

/** Figures of a feature over some frames: a number for each of its elements, or for each colour of images. */
export interface FeatureStatistics extends Readonly<Record<keyof typeof QUANTILES, readonly number[]>> {
  readonly min: readonly number[];
  readonly max: readonly number[];
  readonly mean: readonly number[];
  /** Of the population: n in the denominator. */
  readonly std: readonly number[];
  /** Number of frames. */
  readonly count: number;
}

/** What LeRobot keeps of a feature, in the order of its files. */
export const FIGURES = ["min", "max", "mean", "std", "q01", "q10", "q50", "q90", "q99"] as const;

/** Gathers what a feature is in the frames of an episode. */
export interface StatisticsCollector {
  add(values: ArrayLike<number>): void;
  /** Of at least one frame. */
  result(): FeatureStatistics;
}

/** For features that are numbers: keeps them all, so that quantiles are exact. */
export class NumberStatistics implements StatisticsCollector {
  readonly #elements: readonly number[][];

  /** @param size elements of the feature */
  constructor(size: number) {
    this.#elements = Array.from({ length: size }, () => []);
  }

  add(values: ArrayLike<number>): void {
    for (const [i, element] of this.#elements.entries()) element.push(values[i]!);
  }

  result(): FeatureStatistics {
    return together(
      this.#elements.map((values) => {
        const sorted = Float64Array.from(values).sort();
        const mean = sorted.reduce((sum, value) => sum + value, 0) / sorted.length;
        const variance = sorted.reduce((sum, value) => sum + (value - mean) ** 2, 0) / sorted.length;
        return { mean, variance, count: sorted.length, at: (index) => sorted[index]! };
      }),
      this.#elements[0]!.length,
    );
  }
}

const LEVELS = 256;
const COLORS = 3;

/** For RGB images: counts how often each level of each colour is there. The figures are of levels from 0 to 1. */
export class ImageStatistics implements StatisticsCollector {
  readonly #counts = Array.from({ length: COLORS }, () => new Float64Array(LEVELS));
  #frames = 0;

  add(pixels: ArrayLike<number>): void {
    this.#frames++;
    for (let i = 0; i < pixels.length; i++) this.#counts[i % COLORS]![pixels[i]!]!++;
  }

  result(): FeatureStatistics {
    const level = (value: number) => value / (LEVELS - 1);
    return together(
      this.#counts.map((counts) => {
        const total = counts.reduce((sum, count) => sum + count, 0);
        const mean = counts.reduce((sum, count, value) => sum + count * level(value), 0) / total;
        const variance =
          counts.reduce((sum, count, value) => sum + count * (level(value) - mean) ** 2, 0) / total;
        return { mean, variance, count: total, at: (index) => level(levelAt(counts, index)) };
      }),
      this.#frames,
    );
  }
}

/** The level of the pixel at an index, when all are sorted by level. */
function levelAt(counts: Float64Array, index: number): number {
  let before = 0;
  return counts.findIndex((count) => {
    before += count;
    return index < before;
  });
}

/** One element's numbers: their moments, and each of them by its place in the order. */
interface Sorted {
  readonly mean: number;
  readonly variance: number;
  readonly count: number;
  readonly at: (index: number) => number;
}

function together(elements: readonly Sorted[], frames: number): FeatureStatistics {
  const quantiles = Object.entries(QUANTILES).map(([name, share]) => [
    name,
    elements.map((element) => quantile(element, share)),
  ]);
  return {
    min: elements.map(({ at }) => at(0)),
    max: elements.map(({ at, count }) => at(count - 1)),
    mean: elements.map(({ mean }) => mean),
    std: elements.map(({ variance }) => Math.sqrt(variance)),
    count: frames,
    ...(Object.fromEntries(quantiles) as Record<keyof typeof QUANTILES, number[]>),
  };
}

/** Between two numbers a quantile lies on the line, as numpy has it. */
function quantile({ count, at }: Sorted, share: number): number {
  const place = share * (count - 1);
  const below = Math.floor(place);
  const [low, high] = [at(below), at(Math.min(below + 1, count - 1))];
  return low + (high - low) * (place - below);
}

/**
 * The figures of several episodes together, as LeRobot adds them up (lerobot.datasets.compute_stats.aggregate_stats):
 * the quantiles are the episodes' means, weighted by their frames.
 */
export function aggregate(episodes: readonly FeatureStatistics[]): FeatureStatistics {
  const count = episodes.reduce((sum, episode) => sum + episode.count, 0);
  const elements = Array.from(episodes[0]!.mean.keys());
  const over = (figure: (episode: FeatureStatistics, element: number) => number) =>
    elements.map(
      (element) =>
        episodes.reduce((sum, episode) => sum + episode.count * figure(episode, element), 0) / count,
    );
  const mean = over((episode, element) => episode.mean[element]!);
  const variance = over(
    (episode, element) => episode.std[element]! ** 2 + (episode.mean[element]! - mean[element]!) ** 2,
  );
  const weighted = (name: keyof typeof QUANTILES) => over((episode, element) => episode[name][element]!);
  const extreme = (name: "min" | "max") =>
    elements.map((element) =>
      episodes.reduce(
        (best, episode) => Math[name](best, episode[name][element]!),
        name === "min" ? Infinity : -Infinity,
      ),
    );
  return {
    ...{ min: extreme("min"), max: extreme("max"), mean, std: variance.map(Math.sqrt), count },
    ...{ q01: weighted("q01"), q10: weighted("q10"), q50: weighted("q50") },
    ...{ q90: weighted("q90"), q99: weighted("q99") },
  };
}

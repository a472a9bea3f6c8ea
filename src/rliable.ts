/**
 * Aggregates of few runs with their uncertainty, as the package rliable defines them (Agarwal et al. 2021, "Deep
 * Reinforcement Learning at the Edge of the Statistical Precipice").
 */
import type { Random } from "../envs/random.js";
import { mean, sum } from "./statistics.js";

/** A row for each run, a column for each task: the run's mean score there. */
export type Scores = readonly (readonly number[])[];

export type Interval = readonly [low: number, high: number];

/** The mean of the middle half: a quarter of the values, rounded down, is left out at each end. At least one value. */
export function interquartileMean(values: readonly number[]): number {
  const sorted = Float64Array.from(values).sort();
  const cut = Math.floor(sorted.length / 4);
  return mean(Array.from(sorted.subarray(cut, sorted.length - cut)));
}

/**
 * Chance, 0 to 1, that a run of `x` scores more than one of `y` on a task; half of the ties count. The mean over the
 * tasks.
 */
export function probabilityOfImprovement(x: Scores, y: Scores): number {
  const tasks = x[0]!.map((_, task) => {
    const wins = x.map((a) => sum(y.map((b) => (a[task] > b[task] ? 1 : a[task] === b[task] ? 0.5 : 0))));
    return sum(wins) / (x.length * y.length);
  });
  return mean(tasks);
}

/** For each threshold the share, 0 to 1, of the scores above it. */
export function performanceProfile(scores: Scores, thresholds: readonly number[]): number[] {
  const all = scores.flat();
  return thresholds.map((threshold) => all.filter((score) => score > threshold).length / all.length);
}

/** Samples drawn for an interval. */
const REPETITIONS = 2000;

/**
 * The 95 % interval of a statistic by the stratified bootstrap: of each task, as many runs as there are are drawn again
 * with replacement, the tasks independently; the percentiles 2.5 and 97.5 of what the statistic says of the samples.
 * @param parts scores that the statistic compares; each is drawn from by itself
 */
export function stratifiedInterval<const Parts extends readonly Scores[]>(
  parts: Parts,
  statistic: (...samples: { [Part in keyof Parts]: Scores }) => number,
  random: Random,
): Interval {
  return percentiles(REPETITIONS, () =>
    statistic(...(parts.map((part) => resampled(part, random)) as never)),
  );
}

function resampled(scores: Scores, random: Random): Scores {
  return scores.map((row) => row.map((_, task) => scores[random.integers(scores.length)][task]));
}

/** The 95 % interval of a statistic of groups that belong together: whole groups are drawn again with replacement. */
export function groupedInterval<Group>(
  groups: readonly Group[],
  statistic: (sample: readonly Group[]) => number,
  random: Random,
): Interval {
  return percentiles(REPETITIONS, () => statistic(groups.map(() => groups[random.integers(groups.length)])));
}

function percentiles(repetitions: number, draw: () => number): Interval {
  const drawn = Float64Array.from({ length: repetitions }, draw)
    .filter((value) => !Number.isNaN(value))
    .sort();
  return [percentile(drawn, 0.025), percentile(drawn, 0.975)];
}

/** Between two values in proportion, as numpy does. @param sorted in ascending order */
function percentile(sorted: Float64Array, share: number): number {
  if (sorted.length === 0) return Number.NaN;
  const place = share * (sorted.length - 1);
  const [below, above] = [Math.floor(place), Math.ceil(place)];
  return sorted[below] + (place - below) * (sorted[above] - sorted[below]);
}

/** Pearson's correlation of pairs; NaN where one side is constant. */
export function correlation(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [0, 1].map((side) => pairs.map((pair) => pair[side]));
  const [meanX, meanY] = [mean(x), mean(y)];
  const product = (a: readonly number[], b: readonly number[], ma: number, mb: number) =>
    sum(a.map((value, index) => (value - ma) * (b[index] - mb)));
  return product(x, y, meanX, meanY) / Math.sqrt(product(x, x, meanX, meanX) * product(y, y, meanY, meanY));
}

/** Spearman's: Pearson's of the ranks, equal values having the mean of theirs. */
export function rankCorrelation(pairs: readonly (readonly [number, number])[]): number {
  const [x, y] = [0, 1].map((side) => ranks(pairs.map((pair) => pair[side])));
  return correlation(x.map((rank, index) => [rank, y[index]]));
}

function ranks(values: readonly number[]): number[] {
  const sorted = values.toSorted((a, b) => a - b);
  return values.map((value) => (sorted.indexOf(value) + sorted.lastIndexOf(value)) / 2);
}

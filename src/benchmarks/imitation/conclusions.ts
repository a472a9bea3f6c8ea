import { Random } from "../../../envs/random.js";
import {
  correlation,
  groupedInterval,
  type Interval,
  probabilityOfImprovement,
  rankCorrelation,
  type Scores,
  stratifiedInterval,
} from "../../rliable.js";
import { mean } from "../../statistics.js";
import type { EntryResult } from "./compare.js";

/** A figure with its 95 % interval; none where there is too little to draw from. */
export interface Estimate {
  readonly value: number;
  readonly interval?: Interval;
}

/** What all rows together say. */
export interface Conclusions {
  /** Chance that a training of the entry has the greater mean return than one of `BASELINE`, by the entry's name. */
  readonly improvement: Readonly<Record<string, Estimate>>;
  /** Between agreement and mean return over all trainings; whole entries are drawn again for the intervals. */
  readonly correlation: {
    readonly points: number;
    readonly pearson: Estimate;
    readonly spearman: Estimate;
    /** Of the balanced agreement. */
    readonly balanced: Estimate;
  };
}

/** What the others are compared with. */
export const BASELINE = "dense BC";
/** Who does not learn from demonstrations. */
const APART = ["expert", "majority action"];

/** Draws conclusions from the rows. */
export function conclude(results: readonly EntryResult[]): Conclusions {
  const baseline = results.find(({ name }) => name === BASELINE);
  const others = baseline ? results.filter((result) => result !== baseline) : [];
  const groups = results
    .filter(({ name }) => !APART.includes(name))
    .map(({ trainings }) =>
      trainings.map((training) => ({ ...training, return: mean(training.returns.plain!) })),
    );
  const estimate = (of: typeof correlation, key: "agreement" | "balanced"): Estimate => {
    const statistic = (sample: typeof groups) =>
      of(sample.flat().map((each) => [each[key], each.return] as const));
    return {
      value: statistic(groups),
      ...(groups.length > 2 && {
        interval: groupedInterval(groups, (sample) => statistic([...sample]), new Random(0)),
      }),
    };
  };
  return {
    improvement: Object.fromEntries(others.map((each) => [each.name, improvement(each, baseline!)])),
    correlation: {
      points: groups.flat().length,
      pearson: estimate(correlation, "agreement"),
      spearman: estimate(rankCorrelation, "agreement"),
      balanced: estimate(correlation, "balanced"),
    },
  };
}

const meansOf = ({ trainings }: EntryResult): Scores =>
  trainings.map(({ returns }) => [mean(returns.plain!)]);

function improvement(entry: EntryResult, baseline: EntryResult): Estimate {
  const parts = [meansOf(entry), meansOf(baseline)] as const;
  return {
    value: probabilityOfImprovement(...parts),
    ...(parts.every(({ length }) => length > 1) && {
      interval: stratifiedInterval(parts, probabilityOfImprovement, new Random(0)),
    }),
  };
}

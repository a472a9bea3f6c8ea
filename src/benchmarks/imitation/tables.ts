import type { Interval } from "../../rliable.js";
import { percent } from "../../text.js";
import type { EntryResult } from "./compare.js";
import { BASELINE, type Conclusions, type Estimate } from "./conclusions.js";
import type { CorruptionName } from "./corruptions.js";

/** What a table says, however it is drawn: its head, and its rows. */
type TextTable = [head: string[], rows: string[][]];

/** Who imitates and who acts well: a row for each entry. */
export function entriesTable(results: readonly EntryResult[], { improvement }: Conclusions): TextTable {
  const isCompared = Object.keys(improvement).length > 0;
  const head = [
    "",
    "trainings",
    "non-zeros",
    "bytes",
    "µs a decision",
    "agreement",
    "balanced",
    "mean return",
    "std",
    "min",
    "solved",
    "IQM",
    "95 %",
    ...(isCompared ? [`better than ${BASELINE}`] : []),
  ];
  return [
    head,
    results.map((result) => {
      const { name, trainings, nonZeros, bytes, microseconds, agreement, balanced } = result;
      const { mean, std, min, solved, iqm, interval } = result.returns.plain!;
      return [
        name,
        String(trainings.length),
        nonZeros?.toLocaleString("en-US") ?? "",
        bytes?.toLocaleString("en-US") ?? "",
        microseconds.toFixed(0),
        percent(agreement, 1),
        percent(balanced, 1),
        mean.toFixed(1),
        std.toFixed(1),
        min.toFixed(1),
        percent(solved, 0),
        iqm.toFixed(1),
        ends(interval, 1),
        ...(isCompared ? [estimated(improvement[name])] : []),
      ];
    }),
  ];
}

/** Mean returns: a row for each entry, a column for each corruption. */
export function corruptionsTable(results: readonly EntryResult[]): TextTable {
  const corruptions = Object.keys(results[0]?.returns ?? {}) as CorruptionName[];
  return [
    ["", ...corruptions],
    results.map(({ name, returns }) => [
      name,
      ...corruptions.map((corruption) => returns[corruption]?.mean.toFixed(1) ?? ""),
    ]),
  ];
}

/** Whether agreement predicts return. */
export function correlationTable({ correlation }: Conclusions): TextTable {
  const { pearson, spearman, balanced } = correlation;
  return [
    ["agreement and mean return", "", "95 %"],
    [
      ["Pearson", pearson] as const,
      ["Spearman, by ranks", spearman] as const,
      ["Pearson, balanced agreement", balanced] as const,
    ].map(([name, { value, interval }]) => [name, value.toFixed(2), ends(interval, 2)]),
  ];
}

function estimated(estimate: Estimate | undefined): string {
  if (!estimate) return "";
  const { value, interval } = estimate;
  return interval ? `${value.toFixed(2)} (${ends(interval, 2)})` : value.toFixed(2);
}

const ends = (interval: Interval | undefined, digits: number): string =>
  interval?.map((end) => end.toFixed(digits)).join(" to ") ?? "";

import { percent } from "../../percent.js";
import type { Standing } from "./compare.js";
import type { ConditionName } from "./conditions.js";

/** What a table says, however it is drawn: its head, and its rows. */
type TextTable = [head: string[], rows: string[][]];

/** Who imitates and who drives: a row a contestant. */
export function standingsTable(standings: readonly Standing[]): TextTable {
  const head = [
    "",
    "non-zeros",
    "bytes",
    "µs a decision",
    "agreement",
    "balanced",
    "mean return",
    "±",
    "lowest",
    "≥ 900",
  ];
  return [
    head,
    standings.map(({ name, nonZeros, bytes, microseconds, agreement, balanced, returns: { plain } }) => [
      name,
      nonZeros?.toLocaleString("en-US") ?? "",
      bytes?.toLocaleString("en-US") ?? "",
      microseconds.toFixed(0),
      percent(agreement, 1),
      percent(balanced, 1),
      plain.mean.toFixed(1),
      plain.spread.toFixed(1),
      plain.lowest.toFixed(1),
      percent(plain.solved, 0),
    ]),
  ];
}

/** Mean returns: a row a contestant, a column a condition. */
export function conditionsTable(standings: readonly Standing[]): TextTable {
  const conditions = Object.keys(standings[0]?.returns ?? {}) as ConditionName[];
  return [
    ["", ...conditions],
    standings.map(({ name, returns }) => [
      name,
      ...conditions.map((condition) => returns[condition].mean.toFixed(1)),
    ]),
  ];
}

import { percent } from "../../text.js";
import type { EntryResult } from "./compare.js";
import type { CorruptionName } from "./corruptions.js";

/** What a table says, however it is drawn: its head, and its rows. */
type TextTable = [head: string[], rows: string[][]];

/** Who imitates and who acts well: a row for each entry. */
export function entriesTable(results: readonly EntryResult[]): TextTable {
  const head = [
    "",
    "non-zeros",
    "bytes",
    "µs a decision",
    "agreement",
    "balanced",
    "mean return",
    "std",
    "min",
    "solved",
  ];
  return [
    head,
    results.map(({ name, nonZeros, bytes, microseconds, agreement, balanced, returns }) => [
      name,
      nonZeros?.toLocaleString("en-US") ?? "",
      bytes?.toLocaleString("en-US") ?? "",
      microseconds.toFixed(0),
      percent(agreement, 1),
      percent(balanced, 1),
      returns.plain!.mean.toFixed(1),
      returns.plain!.std.toFixed(1),
      returns.plain!.min.toFixed(1),
      percent(returns.plain!.solved, 0),
    ]),
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

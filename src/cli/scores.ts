import { formatTable } from "./table.js";

/** Figures by name, one a line. Shares between 0 and 1 are printed with four digits. */
export function formatScores(scores: Readonly<Record<string, number>>): string {
  return formatTable(
    ["score", "value"],
    Object.entries(scores).map(([name, value]) => [name, formatScore(value)]),
  );
}

/** A figure as people read it: whole, a share, or with one decimal. */
function formatScore(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return Math.abs(value) <= 1 ? value.toFixed(4) : value.toFixed(1);
}

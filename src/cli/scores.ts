import type { Task } from "../tasks/task.js";
import { formatTable } from "./table.js";

/**
 * Figures by name, one a line. Shares between 0 and 1 are printed with four digits.
 * @param observes what a policy that acts uses; a score says little without that
 */
export function formatScores(scores: Readonly<Record<string, number>>, observes?: string): string {
  const table = formatTable(
    ["score", "value"],
    Object.entries(scores).map(([name, value]) => [name, formatScore(value)]),
  );
  return observes ? `${table}\nThe policy uses ${observes}.` : table;
}

/** A figure as people read it: whole, a share, or with one decimal. */
function formatScore(value: number): string {
  if (Number.isInteger(value)) return value.toLocaleString("en-US");
  return Math.abs(value) <= 1 ? value.toFixed(4) : value.toFixed(1);
}

/** What a policy is for, as results say it: the environment that it acts in, or the data set. */
export const subjectOf = ({ env, name }: Task) => (env ? { env } : { task: name });

import { percent } from "../text.js";
import type { EpochRecord } from "../training/progress.js";
import { formatTable } from "./table.js";

/** The training curve as a table: one line an epoch, the four steps of Algorithm 1 below one another. */
export function formatCurve(curve: readonly EpochRecord[], weights: number): string {
  const counted = curve.some(({ accuracy }) => accuracy !== undefined);
  const head = [
    "step",
    "epoch",
    "zeros",
    "loss",
    "validation",
    ...(counted ? ["accuracy", "validation"] : []),
  ];
  const rows = curve.map(({ stage, epoch, epochs, zeros, loss, accuracy, validation }) => [
    stage,
    `${epoch}/${epochs}`,
    percent(zeros.reduce((sum, count) => sum + count) / weights, 1),
    loss.toFixed(4),
    validation?.loss.toFixed(4) ?? "–",
    ...(counted
      ? [accuracy, validation?.accuracy].map((share) => (share === undefined ? "–" : percent(share, 1)))
      : []),
  ]);
  return formatTable(head, rows);
}

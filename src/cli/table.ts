import { greatest } from "../statistics.js";
import { printableLine } from "../text.js";

/** Lines of text with the cells of each column below one another; numbers stand at the right. */
export function formatTable(
  head: readonly string[],
  rows: readonly (readonly (string | number)[])[],
): string {
  const shown = rows.map((row) => row.map((cell) => (typeof cell === "string" ? printableLine(cell) : cell)));
  const widths = head.map((name, column) =>
    greatest([name.length, ...shown.map((row) => String(row[column]).length)]),
  );
  const line = (row: readonly (string | number)[], isNumber: (column: number) => boolean) =>
    row
      .map((cell, column) =>
        isNumber(column) ? String(cell).padStart(widths[column]) : String(cell).padEnd(widths[column]),
      )
      .join("  ")
      .trimEnd();
  const isNumber = (column: number) => rows.length > 0 && typeof rows[0][column] === "number";
  return [line(head, isNumber), ...shown.map((row) => line(row, isNumber))].join("\n");
}

const EIGHTHS = ["", "▏", "▎", "▍", "▌", "▋", "▊", "▉"];

/** A bar of at most `width` characters, to an eighth of a character. */
export function formatBar(share: number, width: number): string {
  const eighths = Math.round(Math.min(1, Math.max(0, share)) * width * 8);
  return "█".repeat(Math.floor(eighths / 8)) + EIGHTHS[eighths % 8];
}

const LEVELS = " ▁▂▃▄▅▆▇█";

/** One character for each number, as high as the number is against the greatest. */
export function formatSparkline(numbers: readonly number[]): string {
  const most = greatest([1, ...numbers]);
  return numbers.map((number) => LEVELS[Math.ceil((number / most) * 8)]).join("");
}

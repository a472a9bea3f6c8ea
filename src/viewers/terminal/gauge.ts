const CELLS = 12;

/** A bar from empty (0) to full (1). */
export function bar(value: number): string {
  const filled = Math.round(Math.min(1, Math.max(0, value)) * CELLS);
  return "█".repeat(filled) + "░".repeat(CELLS - filled);
}

/** A bar from the middle: to the left for −1, to the right for 1. */
export function balance(value: number): string {
  const half = CELLS / 2;
  const filled = Math.round(Math.min(1, Math.abs(value)) * half);
  const on = "█".repeat(filled);
  const off = "░".repeat(half - filled);
  const empty = "░".repeat(half);
  return value < 0 ? `${off}${on}│${empty}` : `${empty}│${on}${off}`;
}

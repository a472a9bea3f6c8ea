import { sum } from "../../statistics.js";

/** How often an entry chose which class of action where the expert chose which. */
export class Confusion {
  /** Steps by "expert's class|entry's class". */
  readonly counts: Readonly<Record<string, number>>;

  constructor(counts: Readonly<Record<string, number>>) {
    this.counts = counts;
  }

  static sum(parts: readonly Readonly<Record<string, number>>[]): Confusion {
    const counts: Record<string, number> = {};
    for (const part of parts) {
      for (const [cell, count] of Object.entries(part)) counts[cell] = (counts[cell] ?? 0) + count;
    }
    return new Confusion(counts);
  }

  /** Share of steps with the expert's class, 0 to 1. */
  get agreement(): number {
    const rows = [...this.#rows().values()];
    return sum(rows.map(({ agreed }) => agreed)) / sum(rows.map(({ all }) => all));
  }

  /**
   * The same, first within each class that the expert chose and then over these classes: what is rare counts as much.
   */
  get balanced(): number {
    const shares = [...this.#rows().values()].map(({ agreed, all }) => agreed / all);
    return sum(shares) / shares.length;
  }

  /** Steps for each class that the expert chose. */
  #rows(): Map<string, { agreed: number; all: number }> {
    const rows = new Map<string, { agreed: number; all: number }>();
    for (const [cell, count] of Object.entries(this.counts)) {
      const [expert, entry] = cell.split("|") as [string, string];
      const row = rows.get(expert) ?? { agreed: 0, all: 0 };
      row.all += count;
      if (expert === entry) row.agreed += count;
      rows.set(expert, row);
    }
    return rows;
  }
}

import { ACTION_CLASSES } from "../../adapters/car-racing/action-class.js";
import { sum } from "../../statistics.js";

/** How often a driver chose which class of action where the expert chose which: see `actionClass`. */
export class Confusion {
  /** Expert's class × driver's class, row-major. */
  readonly counts: readonly number[];

  constructor(counts: readonly number[]) {
    this.counts = counts;
  }

  static sum(parts: readonly (readonly number[])[]): Confusion {
    const counts = new Array<number>(ACTION_CLASSES * ACTION_CLASSES).fill(0);
    for (const part of parts) {
      for (const [cell, count] of part.entries()) counts[cell] += count;
    }
    return new Confusion(counts);
  }

  /** Share of frames with the expert's class, 0 to 1. */
  get agreement(): number {
    return sum(this.#rows().map((row, own) => row[own])) / sum(this.counts);
  }

  /** The same, first within each class that the expert chose and then over these classes: what is rare counts as much. */
  get balanced(): number {
    const shares = this.#rows().flatMap((row, own) => (sum(row) > 0 ? [row[own] / sum(row)] : []));
    return sum(shares) / shares.length;
  }

  /** Left, straight, right: expert × driver, in frames, whatever the pedals do. */
  get steering(): readonly (readonly number[])[] {
    const directions = 3;
    const width = ACTION_CLASSES / directions;
    const matrix = Array.from({ length: directions }, () => new Array<number>(directions).fill(0));
    for (const [expert, row] of this.#rows().entries()) {
      for (const [driver, count] of row.entries()) {
        matrix[Math.floor(expert / width)][Math.floor(driver / width)] += count;
      }
    }
    return matrix;
  }

  #rows(): number[][] {
    return Array.from({ length: ACTION_CLASSES }, (_, own) =>
      this.counts.slice(own * ACTION_CLASSES, (own + 1) * ACTION_CLASSES),
    );
  }
}

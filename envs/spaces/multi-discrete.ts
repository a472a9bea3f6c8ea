import { Space } from "./space.js";

/**
 * Lists of integers, element i from 0 to `counts[i]` − 1 (gymnasium.spaces.MultiDiscrete). Vector environments take
 * their discrete actions from such a space. `sample` gives the numbers that Gymnasium gives for the same seed.
 */
export class MultiDiscrete extends Space<Int32Array, Int32Array | readonly number[]> {
  readonly counts: readonly number[];
  readonly starts: readonly number[];

  /**
   * @param counts How many values each element has, 1 to 2³¹ − 1.
   * @param starts The least value of each element. Default 0.
   * @throws {RangeError} when a count is not in its range or the lists differ in length.
   */
  constructor(counts: readonly number[], starts: readonly number[] = counts.map(() => 0)) {
    super();
    if (counts.length === 0 || !counts.every((n) => Number.isInteger(n) && n >= 1 && n < 2 ** 31)) {
      throw new RangeError(`expected counts that are positive 32-bit integers, got [${counts.join(", ")}]`);
    }
    if (starts.length !== counts.length || !starts.every(Number.isInteger)) {
      throw new RangeError(`expected ${counts.length} integer starts, got [${starts.join(", ")}]`);
    }
    this.counts = Object.freeze([...counts]);
    this.starts = Object.freeze([...starts]);
  }

  override sample(): Int32Array {
    return Int32Array.from(this.counts, (n, i) => this.starts[i]! + Math.floor(this.random.random() * n));
  }

  override contains(value: unknown): value is Int32Array | readonly number[] {
    if (!Array.isArray(value) && !(value instanceof Int32Array)) return false;
    const { counts, starts } = this;
    if (value.length !== counts.length) return false;
    // A loop, since vector environments ask this at every step.
    for (let i = 0; i < counts.length; i++) {
      const element: unknown = value[i];
      const start = starts[i]!;
      if (!Number.isInteger(element)) return false;
      if ((element as number) < start || (element as number) >= start + counts[i]!) return false;
    }
    return true;
  }

  override equals(other: Space): boolean {
    return other instanceof MultiDiscrete && other.toString() === this.toString();
  }

  override toString(): string {
    const starts = this.starts.some((start) => start !== 0) ? `, start=[${this.starts.join(", ")}]` : "";
    return `MultiDiscrete([${this.counts.join(", ")}]${starts})`;
  }
}

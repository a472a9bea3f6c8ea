/** One row of a benchmark's table: figures and names by column. */
export type BenchmarkRow = Readonly<Record<string, string | number>>;

/** A benchmark runs for some seconds up to a few minutes, and reports rows as it has them. */
export interface Benchmark {
  /** What the figures mean and what they are compared with. */
  readonly meaning: string;
  /** Aborted, it ends after the measurement under way. */
  run(report: (row: BenchmarkRow) => void, signal: AbortSignal): Promise<void>;
}

import type { Peer } from "./peers.js";

/** One row of a benchmark's table: figures and names by column. */
export type BenchmarkRow = Readonly<Record<string, string | number>>;

/** Python packages to measure in the same run, and the Python that has them. */
export interface PeerRequest {
  readonly peers: readonly Peer[];
  readonly python: string;
}

/** A benchmark runs for some seconds up to a few minutes, and reports rows as it has them. */
export interface Benchmark {
  /** What the figures mean and what they are compared with. */
  readonly meaning: string;
  /**
   * Aborted, it ends after the measurement under way.
   * @param against Python packages to measure beside it, where it has such peers
   */
  run(report: (row: BenchmarkRow) => void, signal: AbortSignal, against?: PeerRequest): Promise<void>;
}

import type { BenchmarkRow } from "./benchmark.js";
import type { Pace } from "./stopwatch.js";

/** What a pace is compared with. */
export interface Baseline {
  readonly name: string;
  readonly pace: Pace;
  /** Compared is the time of one core, or with `true` the time on the clock: for work on several threads. */
  readonly onClock?: boolean;
}

/**
 * A row that says how often something is done a second, by one core and on the clock; and how many times as often as
 * the baseline.
 * @param variant what the rows of one thing differ by: the engine, for one
 */
export function speedRow(what: string, variant: string, pace: Pace, baseline?: Baseline): BenchmarkRow {
  return {
    what,
    with: variant,
    "per second and core": 1 / pace.cpuSeconds,
    "per second": 1 / pace.seconds,
    ...(baseline ? compare(pace, baseline) : {}),
  };
}

function compare(pace: Pace, { name, pace: other, onClock = false }: Baseline): BenchmarkRow {
  return onClock
    ? { "× on the clock": other.seconds / pace.seconds, against: name }
    : { "×": other.cpuSeconds / pace.cpuSeconds, against: name };
}

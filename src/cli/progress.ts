import type { WriteStream } from "node:tty";
import cliProgress from "cli-progress";

/** Milliseconds between two lines where there is no terminal. */
const LINE_INTERVAL = 5000;

export interface ProgressOptions {
  /** What is being done: "Recording". */
  readonly title: string;
  /** Amount of work, in units. */
  readonly total: number;
  /** Name of the unit, in the plural: "episodes". */
  readonly unit: string;
  /** Work done before, by a run that this one resumes. It does not count for the rate. */
  readonly start?: number;
}

/** A running display of how far the work is. */
export interface Progress {
  /** Work done so far, in units, with `start`; the note stands at the end of the line. */
  update(done: number, note?: string): void;
  /** Shows the last state and ends the display. Must be called, also when the work fails. */
  stop(): void;
}

/** Draws a bar on a terminal, prints a plain line every few seconds elsewhere, or nothing when `silent`. */
export function startProgress(options: ProgressOptions, stream: WriteStream | "silent"): Progress {
  if (stream === "silent") return { update() {}, stop() {} };
  return stream.isTTY ? startBar(options, stream) : startLines(options, stream);
}

function startBar({ title, total, unit, start = 0 }: ProgressOptions, stream: WriteStream): Progress {
  const pace = new Pace(total, start);
  const bar = new cliProgress.SingleBar({
    stream,
    hideCursor: true,
    gracefulExit: false,
    format: (options, params, payload) =>
      `${title} ${cliProgress.Format.BarFormat(params.progress, options)} ${pace.describe(params.value, unit)}${payload.note}`,
    barsize: 24,
    barCompleteChar: "█",
    barIncompleteChar: "░",
  });
  bar.start(total, start, { note: "" });
  return {
    update: (done, note) => bar.update(done, { note: note ? ` · ${note}` : "" }),
    stop: () => bar.stop(),
  };
}

function startLines({ title, total, unit, start = 0 }: ProgressOptions, stream: WriteStream): Progress {
  const pace = new Pace(total, start);
  let due = performance.now() + LINE_INTERVAL;
  let state: { done: number; note?: string } | undefined;
  const print = () => {
    due = performance.now() + LINE_INTERVAL;
    if (!state) return;
    const line = `${title}: ${pace.describe(state.done, unit)}${state.note ? ` · ${state.note}` : ""}`;
    state = undefined;
    stream.write(`${line}\n`);
  };
  return {
    update(done, note) {
      state = { done, note };
      if (performance.now() >= due) print();
    },
    stop: print,
  };
}

/** Rate and time left, from the average since the start. */
class Pace {
  readonly #began = performance.now();

  constructor(
    private readonly total: number,
    private readonly start: number,
  ) {}

  describe(done: number, unit: string): string {
    const seconds = (performance.now() - this.#began) / 1000;
    const rate = (done - this.start) / seconds;
    const amount = `${formatAmount(done)} of ${formatAmount(this.total)} ${unit}`;
    if (!(rate > 0)) return amount;
    const left = Math.max(0, (this.total - done) / rate);
    const remaining =
      done < this.total ? `, ${formatDuration(left)} left` : `, took ${formatDuration(seconds)}`;
    return `${amount}, ${formatAmount(rate)} ${unit}/s${remaining}`;
  }
}

/** Three significant digits below 100, whole numbers above, thousands apart: 0.123, 12.3, 1,234. */
export function formatAmount(value: number): string {
  const digits =
    Number.isInteger(value) || Math.abs(value) >= 100 ? 0 : 2 - Math.floor(Math.log10(Math.abs(value)));
  return value.toLocaleString("en-US", { maximumFractionDigits: Math.min(digits, 6) });
}

/** Seconds as people say them: 4 s, 3 min 20 s, 2 h 5 min. */
export function formatDuration(seconds: number): string {
  const whole = Math.ceil(seconds);
  if (whole < 60) return `${whole} s`;
  if (whole < 3600) return `${Math.floor(whole / 60)} min ${whole % 60} s`;
  return `${Math.floor(whole / 3600)} h ${Math.floor((whole % 3600) / 60)} min`;
}

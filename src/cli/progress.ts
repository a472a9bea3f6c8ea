import type { WriteStream } from "node:tty";
import cliProgress from "cli-progress";
import { printable, printableLine } from "../text.js";

/** Milliseconds between two lines where there is no terminal. */
const LINE_INTERVAL = 5000;

/** Milliseconds after which such a line is repeated when there is nothing new. */
const QUIET_INTERVAL = 30_000;

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
  /**
   * Work done so far, in units, with `start`; the note stands at the end of the line.
   * @param start where more turns out to have been done before: replaces that of the options
   */
  update(done: number, note?: string, start?: number): void;
  /** Shows the last state and ends the display. Must be called, also when the work fails. */
  stop(): void;
}

/** Draws a bar on a terminal, prints a plain line every few seconds elsewhere, or nothing when `silent`. */
export function startProgress(options: ProgressOptions, stream: WriteStream | "silent"): Progress {
  if (stream === "silent") return { update() {}, stop() {} };
  return stream.isTTY ? startBar(options, stream) : startLines(options, stream);
}

/** What takes a bar off its line and puts it back, of those that are being drawn. */
interface Drawn {
  hide(): void;
  show(): void;
}

const drawn = new Map<WriteStream, Drawn>();

/**
 * Prints a line for people: above the bar, where one is being drawn. What is written past this into a stream with a bar
 * gets mixed up with it.
 * @param afterEcho the terminal has just shown `^C` where the cursor was
 */
export function printLine(stream: WriteStream, line: string, { afterEcho = false } = {}): void {
  const bar = drawn.get(stream);
  const shown = printable(line);
  bar?.hide();
  stream.write(afterEcho && !bar && stream.isTTY ? `\n${shown}\n` : `${shown}\n`);
  bar?.show();
}

function startBar({ title, total, unit, start = 0 }: ProgressOptions, stream: WriteStream): Progress {
  const pace = new Pace(total, start);
  let state = { done: start, note: "" };
  let last = "";
  let bar: cliProgress.SingleBar | undefined;
  const self: Drawn = {
    show() {
      bar = new cliProgress.SingleBar({
        stream,
        hideCursor: true,
        gracefulExit: false,
        // A stopped bar leaves nothing behind: it may have to make room for a line, and be drawn anew below it.
        clearOnComplete: true,
        format: (options, params, payload) => {
          last = `${title} ${cliProgress.Format.BarFormat(params.progress, options)} ${pace.describe(params.value, unit)}${payload.note}`;
          return last;
        },
        barsize: 24,
        barCompleteChar: "█",
        barIncompleteChar: "░",
      });
      bar.start(total, state.done, { note: state.note });
    },
    hide() {
      bar?.stop();
      bar = undefined;
    },
  };
  drawn.get(stream)?.hide();
  drawn.set(stream, self);
  self.show();
  return {
    update(done, note, begin) {
      pace.start = begin ?? pace.start;
      state = { done, note: note ? ` · ${printableLine(note)}` : "" };
      bar?.update(done, { note: state.note });
    },
    stop() {
      if (!bar) return;
      self.hide();
      if (drawn.get(stream) === self) drawn.delete(stream);
      stream.write(`${[...last].slice(0, stream.columns || undefined).join("")}\n`);
    },
  };
}

function startLines({ title, total, unit, start = 0 }: ProgressOptions, stream: WriteStream): Progress {
  const pace = new Pace(total, start);
  let printed = performance.now();
  let state: { done: number; note?: string } = { done: start };
  let isNew = false;
  const print = (more = "") => {
    printed = performance.now();
    isNew = false;
    const note = state.note ? ` · ${printableLine(state.note)}` : "";
    stream.write(`${title}: ${pace.describe(state.done, unit)}${more}${note}\n`);
  };
  const waits = (interval: number) => performance.now() - printed >= interval;
  // Work that reports seldom is seen to go on nevertheless.
  const timer = setInterval(() => {
    if (isNew && waits(LINE_INTERVAL)) print();
    else if (waits(QUIET_INTERVAL)) print(`, ${formatDuration(pace.seconds)} so far`);
  }, LINE_INTERVAL / 2).unref();
  return {
    update(done, note, begin) {
      pace.start = begin ?? pace.start;
      state = { done, note };
      isNew = true;
      if (waits(LINE_INTERVAL)) print();
    },
    stop() {
      clearInterval(timer);
      if (isNew) print();
    },
  };
}

/** Rate and time left, from the average since the start. */
class Pace {
  readonly #began = performance.now();

  constructor(
    private readonly total: number,
    public start: number,
  ) {}

  /** Since the work began. */
  get seconds(): number {
    return (performance.now() - this.#began) / 1000;
  }

  describe(done: number, unit: string): string {
    const { seconds } = this;
    const rate = (done - this.start) / seconds;
    const amount = `${formatAmount(done)} of ${formatAmount(this.total)} ${unit}`;
    if (!(rate > 0)) return amount;
    const left = Math.max(0, (this.total - done) / rate);
    const remaining =
      done < this.total ? `, ${formatDuration(left)} left` : `, took ${formatDuration(seconds)}`;
    // Seconds a second say nothing.
    const speed = unit === "seconds" ? "" : `, ${formatAmount(rate)} ${unit}/s`;
    return `${amount}${speed}${remaining}`;
  }
}

/** Three significant digits below 100, whole numbers above, thousands apart: 0.123, 12.3, 1,234. */
export function formatAmount(value: number): string {
  if (!Number.isFinite(value)) return String(value);
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

import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import { expect } from "chai";
import { formatAmount, formatDuration, startProgress } from "../../../src/cli/progress.js";

/** A stream that keeps what is written; as a terminal it has a width. */
function sink(isTerminal: boolean): { stream: WriteStream; written: () => string } {
  const stream = new PassThrough();
  Object.assign(stream, { isTTY: isTerminal, columns: 100 });
  return { stream: stream as unknown as WriteStream, written: () => String(stream.read() ?? "") };
}

describe("progress", () => {
  const options = { title: "Recording", total: 3, unit: "laps" };

  it("prints the last state as a plain line where there is no terminal", () => {
    const { stream, written } = sink(false);
    const progress = startProgress(options, stream);
    for (let lap = 1; lap <= 3; lap++) progress.update(lap, `lap ${lap}`);
    progress.stop();
    expect(written()).to.match(/^Recording: 3 of 3 laps, [\d,.]+ laps\/s, took 1 s · lap 3\n$/);
  });

  it("draws a bar on a terminal", () => {
    const { stream, written } = sink(true);
    const progress = startProgress({ ...options, start: 1 }, stream);
    progress.update(2, "lap 2");
    progress.stop();
    expect(written()).to.match(/Recording █+░+ 2 of 3 laps, [\d,.]+ laps\/s, \d+ s left · lap 2/);
  });

  it("does not count the work of an earlier run as its own speed", () => {
    const { stream, written } = sink(false);
    const progress = startProgress({ title: "Recording", total: 1000, unit: "laps", start: 999 }, stream);
    progress.update(999);
    progress.stop();
    expect(written()).to.equal("Recording: 999 of 1,000 laps\n");
  });

  it("writes amounts with three digits", () => {
    expect([0, 7, 1234567, 0.01234, 1.005, 12.345, 123.45, -0.5].map(formatAmount)).to.deep.equal([
      ...["0", "7", "1,234,567", "0.0123", "1.01", "12.3", "123", "-0.5"],
    ]);
  });

  it("writes durations as people say them", () => {
    expect([0.2, 59, 60, 200, 3599.5, 7500].map(formatDuration)).to.deep.equal([
      ...["1 s", "59 s", "1 min 0 s", "3 min 20 s", "1 h 0 min", "2 h 5 min"],
    ]);
  });
});

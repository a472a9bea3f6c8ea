import { PassThrough } from "node:stream";
import type { WriteStream } from "node:tty";
import { expect } from "chai";
import { formatAmount, formatDuration, printLine, startProgress } from "../../../src/cli/progress.js";

/** A stream that keeps what is written; as a terminal it has a width. */
function sink(isTerminal: boolean): { stream: WriteStream; written: () => string } {
  const stream = new PassThrough();
  Object.assign(stream, { isTTY: isTerminal, columns: 100 });
  return { stream: stream as unknown as WriteStream, written: () => String(stream.read() ?? "") };
}

/** The lines that a terminal shows after it has got this text: as much of it as the bar uses. */
function screen(text: string): string[] {
  const lines: string[] = [""];
  let [row, column] = [0, 0];
  let saved = [0, 0] as [number, number];
  // biome-ignore lint/suspicious/noControlCharactersInRegex: terminals are controlled by them.
  for (const [token] of text.matchAll(/\x1b(?:7|8|\[[?\d;]*[A-Za-z])|[\s\S]/gu)) {
    if (token === "\n") {
      [row, column] = [row + 1, 0];
      lines[row] ??= "";
    } else if (token === "\r" || token === "\x1b[1G" || token === "\x1b[0G") column = 0;
    else if (token === "\x1b7" || token === "\x1b[s") saved = [row, column];
    else if (token === "\x1b8" || token === "\x1b[u") [row, column] = saved;
    else if (token === "\x1b[K" || token === "\x1b[0K")
      lines[row] = [...lines[row]].slice(0, column).join("");
    else if (token === "\x1b[2K") lines[row] = "";
    else if (!token.startsWith("\x1b")) {
      const letters = [...lines[row].padEnd(column)];
      letters[column++] = token;
      lines[row] = letters.join("");
    } else if (!/\[\?/.test(token)) throw new Error(`unknown sequence ${JSON.stringify(token)}`);
  }
  return lines;
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

  it("leaves a screen in order when lines are printed while it draws", () => {
    const { stream, written } = sink(true);
    const progress = startProgress(options, stream);
    progress.update(1, "lap 1");
    stream.write("^C");
    printLine(stream, "Stopping.", { afterEcho: true });
    progress.update(2, "lap 2");
    progress.stop();
    stream.write("name  return\nlap   900\n");
    const lines = screen(written());
    expect(lines[0]).to.equal("Stopping.");
    expect(lines[1]).to.match(/^Recording █+░+ 2 of 3 laps, .* · lap 2$/);
    expect(lines.slice(2)).to.deep.equal(["name  return", "lap   900", ""]);
  });

  it("begins a new line after the terminal's ^C where no bar is drawn", () => {
    const { stream, written } = sink(true);
    stream.write("^C");
    printLine(stream, "Stopping.", { afterEcho: true });
    expect(screen(written())).to.deep.equal(["^C", "Stopping.", ""]);
  });

  it("has no seconds a second", () => {
    const { stream, written } = sink(false);
    const progress = startProgress({ title: "Searching", total: 60, unit: "seconds" }, stream);
    progress.update(30);
    progress.stop();
    expect(written()).to.match(/^Searching: 30 of 60 seconds, \d+ s left\n$/);
  });

  it("does not count the work of an earlier run as its own speed", () => {
    const { stream, written } = sink(false);
    const progress = startProgress({ title: "Recording", total: 1000, unit: "laps", start: 999 }, stream);
    progress.update(999);
    progress.stop();
    expect(written()).to.equal("Recording: 999 of 1,000 laps\n");
  });

  it("writes amounts with three digits", () => {
    expect([Number.NaN, Number.POSITIVE_INFINITY, 1e-320].map(formatAmount)).to.deep.equal([
      ...["NaN", "Infinity", "0"],
    ]);
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

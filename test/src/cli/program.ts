import { type ChildProcess, spawn } from "node:child_process";
import { text } from "node:stream/consumers";

/** How a run of the program ended. */
export interface Run {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const runner = new URL("./runner.js", import.meta.url).pathname;

/** Starts `aann-gym` with these words, without a terminal. `ended` waits for its end. */
export function start(...words: string[]): { child: ChildProcess; ended: Promise<Run> } {
  const child = spawn(process.execPath, [runner, ...words], { stdio: ["ignore", "pipe", "pipe"] });
  const code = new Promise<number | null>((resolve) => child.on("close", resolve));
  const ended = Promise.all([code, text(child.stdout), text(child.stderr)]).then(
    ([code, stdout, stderr]) => ({
      code,
      stdout,
      stderr,
    }),
  );
  return { child, ended };
}

/** Runs `aann-gym` with these words to its end. */
export const run = (...words: string[]): Promise<Run> => start(...words).ended;

import { type ChildProcess, spawn } from "node:child_process";
import { on } from "node:events";
import { createInterface } from "node:readline";
import { PassThrough } from "node:stream";
import { text } from "node:stream/consumers";
import { main } from "../../../src/cli/main.js";
import type { Streams } from "../../../src/cli/session.js";

/** How a run of the program ended. */
export interface Run {
  /** null when a signal ended it. */
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

const runner = new URL("./runner.js", import.meta.url).pathname;

/** A process of `aann-gym`. `ended` waits for its end. */
export interface Started {
  readonly child: ChildProcess;
  readonly ended: Promise<Run>;
}

/** Starts `aann-gym` with these words as a process without a terminal. */
export function start(...words: string[]): Started {
  return follow(process.execPath, runner, ...words);
}

/** Starts a program of Node's, another version of `aann-gym` for one. */
export function startFile(file: string, ...words: string[]): Started {
  return follow(process.execPath, file, ...words);
}

/** As `start`, after a command of the shell that limits what the process may have: `ulimit -f 8`. */
export function startLimited(limit: string, ...words: string[]): Started {
  return follow("sh", "-c", `${limit} && exec "$@"`, "sh", process.execPath, runner, ...words);
}

function follow(program: string, ...words: string[]): Started {
  const child = spawn(program, words, { stdio: ["ignore", "pipe", "pipe"] });
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

/** The address of the page that the program serves, when it does. */
export async function addressOf({ stderr }: ChildProcess): Promise<string> {
  for await (const [line] of on(createInterface({ input: stderr! }), "line")) {
    const [address] = /http:\S+/.exec(line) ?? [];
    if (address) return address;
  }
  throw new Error("expected the address of a page, got none");
}

/** Runs `aann-gym` with these words to its end, in this process and without a terminal. */
export async function run(...words: string[]): Promise<Run> {
  const [stdin, stdout, stderr] = [new PassThrough(), new PassThrough(), new PassThrough()];
  const written = Promise.all([text(stdout), text(stderr)]);
  const code = await main(words, { stdin, stdout, stderr } as unknown as Streams);
  stdout.end();
  stderr.end();
  const [out, err] = await written;
  return { code, stdout: out, stderr: err };
}

import { createInterface } from "node:readline/promises";
import type { ReadStream, WriteStream } from "node:tty";
import { InputError } from "../errors.js";
import type { ProgressListener } from "../tasks/task.js";
import type { GlobalOptions } from "./command.js";
import { openInBrowser, tunnelHint } from "./page-address.js";
import { type Progress, type ProgressOptions, printLine, startProgress } from "./progress.js";

/** Where the program reads and writes: `process`, or what a test puts in its place. */
export interface Streams {
  readonly stdin: ReadStream;
  readonly stdout: WriteStream;
  readonly stderr: WriteStream;
}

/** What the program gives a running command. */
export interface Session {
  /** Whether the outcome goes out as JSON. Commands need it only to leave out costly text. */
  readonly json: boolean;
  /**
   * The words that started the program, as a shell takes them: for those who want to repeat it. Who did the work is not
   * among them: results do not depend on it, and the address may hold a password.
   */
  readonly command: string;
  /** Aborted by Ctrl-C: the command saves, and its outcome says how to resume. */
  readonly signal: AbortSignal;
  /** Where commands draw for people: standard error, since standard output is for the outcome. */
  readonly screen: WriteStream;
  /** Where a terminal answers what it can do. */
  readonly keyboard: ReadStream;
  /** Prints one line for people on standard error, while the command works. */
  note(line: string): void;
  /**
   * Prints the address of a page, opens it in a browser where the person sits at this machine's desktop, and says over
   * SSH how to get at it.
   * @param purpose what the page is for: "to watch"
   * @param open false after `--no-open`
   */
  showPage(url: string, purpose: string, open: boolean): void;
  /** Starts a progress bar, or plain lines where there is no terminal; silent with `--json`. */
  progress(options: ProgressOptions): Progress;
  /** Puts more at the end of progress lines, as long as it is not empty. */
  alsoTell(more: () => string): void;
  /** As `progress`, for work that says how much there is when it begins: the display starts with the first report. */
  follow(title: string, unit: string): { readonly onProgress: ProgressListener; stop(): void };
  /**
   * Asks a question that is answered with yes or no.
   * @throws InputError where nobody can answer; `otherwise` names the option that answers for them.
   */
  confirm(question: string, otherwise: string): Promise<boolean>;
}

export function openSession(
  words: readonly string[],
  { json }: GlobalOptions,
  { stdin, stderr }: Streams,
  signal: AbortSignal,
): Session {
  let alsoTold = () => "";
  const progress: Session["progress"] = (options) => {
    const display = startProgress(options, json ? "silent" : stderr);
    return {
      update: (done, note, start) =>
        display.update(done, [note, alsoTold()].filter(Boolean).join(" · ") || undefined, start),
      stop: () => display.stop(),
    };
  };
  return {
    json,
    command: commandText(words),
    signal,
    screen: stderr,
    keyboard: stdin,
    note: (line) => printLine(stderr, line),
    showPage(url, purpose, open) {
      const desk = { platform: process.platform, env: process.env, isTerminal: stderr.isTTY === true };
      const hint = tunnelHint(desk, url);
      if (hint) printLine(stderr, hint);
      printLine(stderr, `Open ${url} ${purpose}. Ctrl-C ends.`);
      if (open && !json) openInBrowser(desk, url);
    },
    progress,
    alsoTell(more) {
      alsoTold = more;
    },
    follow(title, unit) {
      let display: Progress | undefined;
      return {
        onProgress(done, total, note) {
          display ??= progress({ title, total, unit });
          display.update(done, note);
        },
        stop: () => display?.stop(),
      };
    },
    async confirm(question, otherwise) {
      if (json || !stdin.isTTY) {
        throw new InputError(
          `option ${otherwise}: expected it where nobody can answer “${question}”, got none`,
        );
      }
      const reader = createInterface({ input: stdin, output: stderr });
      // While it reads, the terminal hands Ctrl-C to it instead of to the program.
      reader.once("SIGINT", () => process.kill(process.pid, "SIGINT"));
      try {
        const answer = await reader.question(`${question} [y/N] `, { signal }).catch((error: unknown) => {
          if (signal.aborted) throw error;
          return ""; // The end of the input: Ctrl-D.
        });
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        reader.close();
      }
    },
  };
}

/** @throws InputError where `--terminal` has nothing to draw on */
export function expectTerminal(screen: WriteStream): void {
  if (screen.isTTY) return;
  throw new InputError("option --terminal: expected a terminal on standard error, got a pipe or a file");
}

/** A command as provenance has it, and as a shell takes it. */
export const commandText = (words: readonly string[]): string =>
  ["aann-gym", ...withoutCluster(words).map(quote)].join(" ");

/** The words but for `--cluster` and its address. */
function withoutCluster(words: readonly string[]): string[] {
  return words.filter((word, index) => !/^--cluster(=|$)/.test(word) && words[index - 1] !== "--cluster");
}

/** A word as a POSIX shell takes it. */
function quote(word: string): string {
  return /^[\w./:=,@%+-]+$/.test(word) ? word : `'${word.replaceAll("'", "'\\''")}'`;
}

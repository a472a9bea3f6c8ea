import { createInterface } from "node:readline/promises";
import { InputError } from "../errors.js";
import type { GlobalOptions } from "./command.js";
import { type Progress, type ProgressOptions, startProgress } from "./progress.js";

/** What the program gives a running command. */
export interface Session {
  /** Whether the outcome goes out as JSON. Commands need it only to leave out costly text. */
  readonly json: boolean;
  /** Aborted by Ctrl-C: the command saves, and its outcome says how to resume. */
  readonly signal: AbortSignal;
  /** Prints one line for people on standard error, while the command works. */
  note(line: string): void;
  /** Starts a progress bar, or plain lines where there is no terminal; silent with `--json`. */
  progress(options: ProgressOptions): Progress;
  /**
   * Asks a question that is answered with yes or no.
   * @throws InputError where nobody can answer; `otherwise` names the option that answers for them.
   */
  confirm(question: string, otherwise: string): Promise<boolean>;
}

export function openSession({ json }: GlobalOptions, signal: AbortSignal): Session {
  return {
    json,
    signal,
    note: (line) => process.stderr.write(`${line}\n`),
    progress: (options) => startProgress(options, json ? "silent" : process.stderr),
    async confirm(question, otherwise) {
      if (json || !process.stdin.isTTY) {
        throw new InputError(
          `option ${otherwise}: expected it where nobody can answer “${question}”, got none`,
        );
      }
      const reader = createInterface({ input: process.stdin, output: process.stderr });
      try {
        const answer = await reader.question(`${question} [y/N] `, { signal });
        return /^y(es)?$/i.test(answer.trim());
      } finally {
        reader.close();
      }
    },
  };
}

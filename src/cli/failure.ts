import { InputError } from "../errors.js";

/** Exit codes of the program. */
export const SUCCESS = 0;
export const UNEXPECTED = 1;
export const BAD_INPUT = 2;
export const INTERRUPTED = 130;

/** How the program ends after an error: one line for standard error and the exit code. */
export interface Failure {
  readonly line: string;
  readonly code: number;
}

/** Turns anything thrown into one line. Bad input says what was wrong; anything else is a bug and says how to see more. */
export function describeFailure(error: unknown): Failure {
  const sentence = inputSentence(error);
  if (sentence !== undefined) return { line: oneLine(sentence), code: BAD_INPUT };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { line: `${oneLine(message)} (a bug; run again with --verbose for details)`, code: UNEXPECTED };
}

function inputSentence(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message;
  if (error instanceof Error && "syscall" in error)
    return systemErrorSentence(error as NodeJS.ErrnoException);
  return undefined;
}

/** What an error of the operating system means for the person who gave the file, folder or port. */
function systemErrorSentence(error: NodeJS.ErrnoException): string | undefined {
  const place = error.path ?? "the output";
  switch (error.code) {
    case "ENOENT":
      return `${place}: expected a file or folder, but it does not exist`;
    case "EACCES":
    case "EPERM":
      return error.syscall === "listen"
        ? "option --port: expected a port that may be opened, got one without permission"
        : `${place}: expected permission to use it, but the system refuses`;
    case "EROFS":
      return `${place}: expected a place to write, but the disk is read-only`;
    case "EISDIR":
      return `${place}: expected a file, got a folder`;
    case "ENOTDIR":
      return `${place}: expected a folder, got a file`;
    case "EEXIST":
      return `${place}: expected a new name, but it exists already`;
    case "ENOTEMPTY":
      return `${place}: expected an empty folder, got one with files`;
    case "ENAMETOOLONG":
      return `${place}: expected a shorter name`;
    case "ENOSPC":
    case "EDQUOT":
      return `${place}: expected room to write, but the disk is full`;
    case "EFBIG":
      return `${place}: expected a file that the system allows, got too large a one`;
    case "EMFILE":
    case "ENFILE":
      return `${place}: expected to open it, but too many files are open`;
    case "EADDRINUSE":
      return `option --port: expected a free port, got one that is in use`;
    default:
      return undefined;
  }
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}

import { InputError } from "../errors.js";
import { isSystemError, systemErrorSentence } from "../system-error.js";
import { printable } from "../text.js";

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

/**
 * Turns anything thrown into one line. Bad input says what was wrong; anything else is a bug and says how to see more.
 */
export function describeFailure(error: unknown): Failure {
  const sentence = inputSentence(error);
  if (sentence !== undefined) return { line: oneLine(sentence), code: BAD_INPUT };
  const message = error instanceof Error ? `${error.name}: ${error.message}` : String(error);
  return { line: `${oneLine(message)} (a bug; run again with --verbose for details)`, code: UNEXPECTED };
}

function inputSentence(error: unknown): string | undefined {
  if (error instanceof InputError) return error.message;
  const [, missing] = (isMissingModule(error) && PACKAGE.exec(error.message)) || [];
  if (missing !== undefined) return missingPackage(missing);
  return isSystemError(error) ? systemErrorSentence(error) : undefined;
}

/** The package's name, `@scope/name` or `name`, in what Node says when there is none; no file of a path has it. */
const PACKAGE = /^Cannot find (?:package|module) '((?:@[^/']+\/)?[^/'.@][^/']*)/;

function isMissingModule(error: unknown): error is Error {
  const { code } = error as NodeJS.ErrnoException;
  return error instanceof Error && (code === "ERR_MODULE_NOT_FOUND" || code === "MODULE_NOT_FOUND");
}

const missingPackage = (name: string) =>
  `package ${name}: expected it to be installed, got none; run "npm install ${name}"`;

/**
 * Makes sure that packages are installed which npm leaves out where it is told to, before any work is spent.
 * @throws InputError that names the first that is missing
 */
export function expectPackages(names: readonly string[], resolve = import.meta.resolve): void {
  for (const name of names) {
    try {
      resolve(name);
    } catch (error) {
      if (isMissingModule(error)) throw new InputError(missingPackage(name));
      // It is there, and exports something else.
    }
  }
}

function oneLine(text: string): string {
  return printable(text.replace(/\s*\n\s*/g, " ").trim());
}

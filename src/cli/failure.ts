import { InputError } from "../errors.js";
import { isSystemError, systemErrorSentence } from "../system-error.js";

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
  return isSystemError(error) ? systemErrorSentence(error) : undefined;
}

function oneLine(text: string): string {
  return text.replace(/\s*\n\s*/g, " ").trim();
}

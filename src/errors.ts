/**
 * Something the user gave is wrong: an option, a file, a folder. The message is one sentence that names it, says what
 * was expected and what came. The command line prints it and exits with 2; everything else is a bug.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}

/**
 * Something the user gave is wrong: an option, a file, a folder. The message is one sentence that names it, says what
 * was expected and what came. The command line prints it and exits with 2; everything else is a bug.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
/** Puts a file's name before what is wrong with its content. */
export async function inFile<Result>(file: string, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (!(error instanceof InputError)) throw error;
    throw new InputError(`${file}: ${error.message}`, { cause: error });
  }
}

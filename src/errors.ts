/**
 * Something the user gave is wrong: an option, a file, a folder. The message is one sentence that names it, says what
 * was expected and what came. The command line prints it and exits with 2; everything else is a bug.
 */
export class InputError extends Error {
  override readonly name = "InputError";
}
/** Puts a file's name before what is wrong with its content. @param file undefined: there is none */
export async function inFile<Result>(file: string | undefined, use: () => Promise<Result>): Promise<Result> {
  try {
    return await use();
  } catch (error) {
    if (file === undefined || !(error instanceof InputError)) throw error;
    throw new InputError(`${file}: ${error.message}`, { cause: error });
  }
}

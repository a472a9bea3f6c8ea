import type { Argv } from "yargs";
import { InputError } from "../../errors.js";
import { isSystemError, systemErrorSentence } from "../../system-error.js";
import { pathOption } from "../options.js";

/** Where recordings go, and are looked for, unless told otherwise. */
export const RECORDINGS = "recordings";

/** Declares the positional argument `[path]`: a folder of recordings or one of them. */
export function withPath<Options>(parser: Argv<Options>) {
  return parser.positional("path", {
    describe: "A folder of recordings, or the JSON file of one",
    default: RECORDINGS,
    coerce: pathOption("path", "a folder or a file"),
  });
}

/** Declares the positional argument `<episode>`: one recording. */
export function withEpisode<Options>(parser: Argv<Options>) {
  return parser.positional("episode", {
    describe: "The JSON file of a recording",
    demandOption: true,
    coerce: pathOption("episode", "the JSON file of a recording"),
  });
}

/** What is wrong with a recording that cannot be read. The others of its folder are looked at all the same. */
export function reasonOf(error: unknown, file: string): string {
  if (error instanceof InputError) return error.message;
  if (!isSystemError(error)) throw error;
  return systemErrorSentence(error) ?? `${file}: ${error.message}`;
}

/** @throws InputError unless there is exactly one file */
export function theOnly(files: readonly string[], path: string): string {
  if (files.length === 1) return files[0];
  throw new InputError(`${path}: expected the JSON file of one recording, got a folder with ${files.length}`);
}

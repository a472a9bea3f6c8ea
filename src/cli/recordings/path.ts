import type { Argv } from "yargs";
import { InputError } from "../../errors.js";
import { isSystemError, systemErrorSentence } from "../../system-error.js";
import { environmentOfOptions } from "../env-option.js";
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

/** `--env`, of commands that run the recorded environment: a module that they may load wherever it lies. */
export const moduleOption = {
  requiresArg: true,
  coerce: (word: string) => {
    if (/\.m?js$/.test(word)) return pathOption("env", "a module")(word);
    throw new InputError(`option --env: expected a module such as ./corridor.js, got ${word || "nothing"}`);
  },
  describe: "Module with the recorded environment, where it is not in this folder or below",
} as const;

/** Loads the module that `--env` names. @throws InputError when it has no environment */
export async function loadModule(env: string | undefined): Promise<void> {
  await environmentOfOptions({ env });
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

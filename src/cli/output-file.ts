import { constants } from "node:fs";
import { access, rm, stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { fileToWrite, removeStale } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { exclusively } from "../exclusive.js";
import { prepareWritableFolder } from "../writable-folder.js";

/** `--force`, of commands that write a file. */
export const forceOption = {
  type: "boolean" as const,
  default: false,
  describe: "Replace files that are there already",
};

/**
 * The name of a policy that was given none: another for each task, so that one does not stand in the way of another.
 * @param stem `policy` for `policy.json`, of the default environment, and `policy-mnist.json`
 */
export async function defaultOutput(stem: string, task: string): Promise<string> {
  const { DEFAULT_ENV } = await import("../../envs/built-in.js");
  const { slugOf } = await import("../adapters/environments.js");
  return task === DEFAULT_ENV ? `${stem}.json` : `${stem}-${slugOf(task.replace(/\.m?js$/, ""))}.json`;
}

export interface OutputOptions {
  /** Files that are there already may be replaced. */
  readonly force: boolean;
  /** The command goes on with what is there already. */
  readonly resume?: boolean;
  /** Endings of the files beside the first output from which an interrupted command goes on. */
  readonly sideFiles?: readonly string[];
}

/**
 * Does the work of a command that writes files, once it is sure that they can be written, that nothing is lost by it,
 * and that no other command writes them. Makes their folders when missing, and removes what crashes have left of
 * earlier attempts.
 * @param paths the first is the result; undefined: not asked for
 * @throws InputError or the system's error, before the work, when that is not so
 */
export async function withOutputs<Result>(
  paths: readonly (string | undefined)[],
  options: OutputOptions,
  work: () => Promise<Result>,
): Promise<Result> {
  const [path, ...others] = paths.filter((path) => path !== undefined);
  if (path === undefined) return work();
  const target = await prepareOutputFile(path);
  const refusal = ({ pid, file }: { pid: number; file: string }) =>
    new InputError(
      `${path}: expected a file that no other command writes, but process ${pid} does, as ${file} beside it says`,
    );
  return exclusively(dirname(target), `.${basename(target)}`, refusal, async () => {
    await expectFree(path, options);
    return withOutputs(others, { ...options, sideFiles: [] }, work);
  });
}

/**
 * Does the work of a command that fills a folder and goes on with what is in it, once no other command does. Makes it
 * when missing.
 * @throws InputError or the system's error, before the work, when that is not so
 */
export async function withOutputFolder<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  await prepareWritableFolder(folder);
  const refusal = ({ pid, file }: { pid: number; file: string }) =>
    new InputError(
      `${folder}: expected a folder that no other command fills, but process ${pid} does, as ${file} in it says`,
    );
  return exclusively(folder, ".filling", refusal, work);
}

/** @throws InputError where the command would replace what is there, without having been told to */
async function expectFree(
  path: string,
  { force, resume = false, sideFiles = [] }: OutputOptions,
): Promise<void> {
  const unfinished = sideFiles.map((ending) => `${path}${ending}`);
  if (force && !resume) {
    for (const each of unfinished) await rm(each, { force: true });
  }
  if (force || resume) return;
  for (const each of [...unfinished, path]) {
    if (!(await stat(each).catch(() => undefined))) continue;
    const goOn = unfinished.includes(each) ? "--resume to go on from it, or " : "";
    throw new InputError(
      `${each}: expected a new file, got one that is there already (${goOn}--force to replace it)`,
    );
  }
}

/**
 * Makes sure that a file can be written, before any work is spent on what goes into it. Makes its folder when missing,
 * and removes what crashes have left of earlier attempts.
 * @returns the file itself, where the path is a symbolic link
 * @throws InputError or the system's error when it cannot be written
 */
async function prepareOutputFile(path: string): Promise<string> {
  const target = await fileToWrite(path);
  const folder = dirname(target);
  await prepareWritableFolder(folder);
  if (await stat(target).catch(() => undefined)) await access(target, constants.W_OK);
  await removeStale(folder, `${basename(target)}.`);
  return target;
}

/**
 * As `prepareOutputFile`, for a file that must not be there yet.
 * @param force whether one that is there may be replaced
 * @throws InputError when it is there, or cannot be written
 */
export async function prepareNewFile(path: string, force: boolean): Promise<void> {
  await prepareOutputFile(path);
  if (!force && (await stat(path).catch(() => undefined))) {
    throw new InputError(`${path}: expected a new file, got one that is there: --force replaces it`);
  }
}

import { stat } from "node:fs/promises";
import { basename, dirname } from "node:path";
import { removeStale } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { prepareWritableFolder } from "../writable-folder.js";

/**
 * Makes sure that a file can be written, before any work is spent on what goes into it. Makes its folder when missing, and removes
 * what crashes have left of earlier attempts.
 * @throws InputError or the system's error when it cannot be written
 */
export async function prepareOutputFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError(`${path}: expected a file to write, got a folder`);
  const folder = dirname(path);
  await prepareWritableFolder(folder);
  await removeStale(folder, `${basename(path)}.`);
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

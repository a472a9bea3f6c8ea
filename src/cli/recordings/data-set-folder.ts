import { readdir, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { removeStale } from "../../atomic-file.js";
import { InputError } from "../../errors.js";
import { prepareWritableFolder } from "../../writable-folder.js";

/**
 * Makes sure that a new folder can be written, before any work is spent on it, and removes what crashes have left of
 * earlier attempts.
 * @throws InputError or the system's error when it cannot be written, or there are files in it
 */
export async function prepareNewFolder(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found && !found.isDirectory()) throw new InputError(`${path}: expected a folder to write, got a file`);
  if (found && (await readdir(path)).length > 0) {
    throw new InputError(`${path}: expected a new or empty folder, got one with files`);
  }
  await prepareWritableFolder(dirname(path));
  await removeStale(dirname(path), `${basename(path)}.`);
}

/**
 * As `prepareNewFolder`; a data set may be there if it may be replaced.
 * @param mark a file that every such data set has: only a folder with it is ever replaced
 * @param force whether it may be replaced
 */
export async function prepareDataSetFolder(path: string, mark: string, force: boolean): Promise<void> {
  const isDataSet = await stat(join(path, mark)).catch(() => undefined);
  if (!isDataSet) return prepareNewFolder(path);
  if (!force) throw new InputError(`${path}: expected a new folder, got a data set; --force replaces it`);
  await prepareWritableFolder(dirname(path));
}

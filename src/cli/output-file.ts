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

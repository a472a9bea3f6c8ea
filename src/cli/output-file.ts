import { stat } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../errors.js";
import { prepareWritableFolder } from "../writable-folder.js";

/**
 * Makes sure that a file can be written, before any work is spent on what goes into it. Makes its folder when missing.
 * @throws InputError or the system's error when it cannot be written
 */
export async function prepareOutputFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError(`${path}: expected a file to write, got a folder`);
  await prepareWritableFolder(dirname(path));
}

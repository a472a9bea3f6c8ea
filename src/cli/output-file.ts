import { constants } from "node:fs";
import { access, mkdir, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { InputError } from "../errors.js";

/**
 * Makes sure that a file can be written, before any work is spent on what goes into it. Makes its folder when missing.
 * @throws InputError or the system's error when it cannot be written
 */
export async function prepareOutputFile(path: string): Promise<void> {
  const found = await stat(path).catch(() => undefined);
  if (found?.isDirectory()) throw new InputError(`${path}: expected a file to write, got a folder`);
  const folder = dirname(path);
  await mkdir(folder, { recursive: true }).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "EEXIST" && error.code !== "ENOTDIR") throw error;
    throw new InputError(`${path}: expected a file in a folder, got ${folder}, which is a file`);
  });
  await access(folder, constants.W_OK);
}

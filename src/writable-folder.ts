import { constants } from "node:fs";
import { access, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { makeFolder } from "../envs/video/make-folder.js";
import { InputError } from "./errors.js";

/**
 * Makes a folder where there is none, and makes sure that it can be written to, before any work is spent on what goes
 * into it.
 * @throws InputError when there is a file of that name; the system's error when it cannot be made or written to
 */
export async function prepareWritableFolder(folder: string): Promise<void> {
  const { path, isFolder } = await nearest(folder);
  if (!isFolder)
    throw new InputError(`${folder}: expected a folder, got a file${path === folder ? "" : `: ${path}`}`);
  // On a read-only disk `mkdir` says that the folder is missing, which is not the point.
  await access(path, constants.W_OK);
  makeFolder(folder);
}

/** What there is of a path: itself, or the nearest of its parents. */
async function nearest(path: string): Promise<{ path: string; isFolder: boolean }> {
  const found = await stat(path).catch(() => undefined);
  if (found) return { path, isFolder: found.isDirectory() };
  const parent = dirname(path);
  return parent === path ? { path, isFolder: true } : nearest(parent);
}

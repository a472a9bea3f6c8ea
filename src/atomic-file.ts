import { lstat, mkdir, open, readdir, readlink, realpath, rename, rm, stat } from "node:fs/promises";
import { dirname, join, resolve } from "node:path";
import { InputError } from "./errors.js";
import { kindOf } from "./read-file.js";

/** The end of a temporary file's name, which no other program gives its files; what a crash leaves behind has it. */
const TEMPORARY = /\.aann-gym-\d+-\d+\.tmp$/;

/** Milliseconds after which a temporary file belongs to nobody who is still writing. */
const STALE = 60_000;

let count = 0;

/** A name beside a file for what becomes that file when it is whole. */
export const temporaryOf = (path: string) => `${path}.aann-gym-${process.pid}-${count++}.tmp`;

/**
 * The file that a path leads to, through symbolic links: the last one may lead to a file that is still to be made.
 * @throws InputError when there is something else there than a file, which a file must not replace
 */
export async function fileToWrite(path: string): Promise<string> {
  const target = await followLinks(path);
  // The path itself is asked: what links in /proc lead to, as /dev/stdout does, has no name.
  const found = await stat(path).catch(() => undefined);
  if (!found || found.isFile()) return target;
  throw new InputError(`${path}: expected a file to write, got ${kindOf(found)}`);
}

/** Links after which a path leads in circles, as Linux has it. */
const MOST_LINKS = 40;

async function followLinks(path: string): Promise<string> {
  let target = path;
  for (let links = 0; links < MOST_LINKS; links++) {
    const found = await lstat(target).catch(() => undefined);
    if (!found?.isSymbolicLink()) return target;
    const folder = await realpath(dirname(target));
    target = resolve(folder, await readlink(target));
  }
  throw new InputError(`${path}: expected a file to write, got links that lead in circles`);
}

/**
 * Writes a whole file or none: to a temporary name beside it, which is then changed into the right one. A reader never
 * sees half of it, and neither does the next run after a crash. A file that is replaced leaves its permissions to the
 * new one, and a symbolic link goes on leading to it. (The write-file-atomic package takes the short write that a disk
 * gives when it runs full for a whole one.)
 * @throws InputError when there is something else than a file; the system's error, with the file's path. The file is as
 * it was before
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const target = await fileToWrite(path);
  const former = await stat(target).catch(() => undefined);
  const temporary = temporaryOf(target);
  try {
    const file = await open(temporary, "wx");
    try {
      if (former) await file.chmod(former.mode & 0o7777);
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, target);
  } catch (error) {
    await rm(temporary, { force: true });
    throw withPath(error, path);
  }
}

/**
 * Writes a whole folder or none, as `writeFileAtomic` does a file. What is there gives way only when all of the new
 * folder is written.
 * @param fill writes what is in it, into a folder of a temporary name
 * @throws what `fill` throws, and the system's error; the folder is as it was before
 */
export async function writeFolderAtomic<Result>(
  path: string,
  fill: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const target = resolve(path);
  const [temporary, former] = [temporaryOf(target), temporaryOf(target)];
  try {
    await mkdir(temporary);
    const result = await fill(temporary);
    await rename(path, former).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
    });
    await rename(temporary, path);
    await rm(former, { recursive: true, force: true });
    return result;
  } catch (error) {
    // Only what failed between the two renames is still there under the other name.
    await rename(former, path).catch(() => undefined);
    await rm(temporary, { recursive: true, force: true });
    const { path: place } = error as NodeJS.ErrnoException;
    throw place?.startsWith(temporary) ? withPath(error, path + place.slice(temporary.length)) : error;
  }
}

/**
 * Removes what crashes have left in a folder: temporary files of this program, and of no other.
 * @param prefix only where the names begin so
 */
export async function removeStale(folder: string, prefix = ""): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || !TEMPORARY.test(name)) continue;
    const path = join(folder, name);
    // Another process may be as quick.
    const found = await stat(path).catch(() => undefined);
    if (found && Date.now() - found.mtimeMs > STALE) await rm(path, { recursive: true, force: true });
  }
}

/** An error of the system with the file that it is about; what `write` throws does not say. */
export function withPath(error: unknown, path: string): unknown {
  return error instanceof Error ? Object.assign(error, { path }) : error;
}

/** What long work leaves beside its output until it is through: the output's name with one of these ends. */
export const SIDE_FILES = { training: ".training", search: ".search" } as const;

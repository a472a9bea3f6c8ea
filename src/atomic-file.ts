import { mkdir, open, readdir, rename, rm, stat } from "node:fs/promises";
import { join, resolve } from "node:path";

/** The end of a temporary file's name; what a crash leaves behind has it. */
const TEMPORARY = ".tmp";

/** Milliseconds after which a temporary file belongs to nobody who is still writing. */
const STALE = 60_000;

let count = 0;

/**
 * Writes a whole file or none: to a temporary name beside it, which is then changed into the right one. A reader never
 * sees half of it, and neither does the next run after a crash. (The write-file-atomic package takes the short write
 * that a disk gives when it runs full for a whole one.)
 * @throws the system's error, with the file's path; the file is as it was before
 */
export async function writeFileAtomic(path: string, data: string | Uint8Array): Promise<void> {
  const temporary = `${path}.${process.pid}-${count++}${TEMPORARY}`;
  try {
    const file = await open(temporary, "wx");
    try {
      await file.writeFile(data);
      await file.sync();
    } finally {
      await file.close();
    }
    await rename(temporary, path);
  } catch (error) {
    await rm(temporary, { force: true });
    throw withPath(error, path);
  }
}

/**
 * Writes a whole folder or none, as `writeFileAtomic` does a file. What is there gives way only when all of the new folder is
 * written.
 * @param fill writes what is in it, into a folder of a temporary name
 * @throws what `fill` throws, and the system's error; the folder is as it was before
 */
export async function writeFolderAtomic<Result>(
  path: string,
  fill: (temporary: string) => Promise<Result>,
): Promise<Result> {
  const stem = `${resolve(path)}.${process.pid}-${count++}`;
  const [temporary, former] = [`${stem}${TEMPORARY}`, `${stem}.old${TEMPORARY}`];
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
 * Removes what crashes have left in a folder.
 * @param prefix only where the names begin so
 */
export async function removeStale(folder: string, prefix = ""): Promise<void> {
  for (const name of await readdir(folder)) {
    if (!name.startsWith(prefix) || !name.endsWith(TEMPORARY)) continue;
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

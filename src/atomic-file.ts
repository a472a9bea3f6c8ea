import { open, rename, rm } from "node:fs/promises";

/** The end of a temporary file's name; what a crash leaves behind has it. */
export const TEMPORARY = ".tmp";

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

/** An error of the system with the file that it is about; what `write` throws does not say. */
export function withPath(error: unknown, path: string): unknown {
  return error instanceof Error ? Object.assign(error, { path }) : error;
}

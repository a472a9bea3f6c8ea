import type { Stats } from "node:fs";
import { readFile, stat } from "node:fs/promises";
import { InputError } from "./errors.js";

/**
 * Bytes of the largest file that is read: no policy, recording or frame sheet comes near, and Node's strings end there.
 */
const LARGEST = 2 ** 29;

/**
 * Reads a file that the user has named. A pipe would be waited for without end, and a device has none.
 * @throws InputError when it is no file, or larger than any of this program; the system's error when it cannot be read
 */
export async function readWhole(path: string): Promise<Buffer> {
  const found = await stat(path);
  if (!found.isFile()) throw new InputError(`${path}: expected a file, got ${kindOf(found)}`);
  if (found.size > LARGEST) {
    throw new InputError(`${path}: expected a file of at most 512 MB, got one of ${found.size} bytes`);
  }
  return readFile(path);
}

/**
 * Reads a file that has to be there.
 * @param kind what it should be, for the message
 * @throws InputError when there is none, and as `readWhole` does
 */
export function readInput(path: string, kind: string): Promise<Buffer> {
  return readWhole(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new InputError(`${path}: expected ${kind}, got no such file`);
  });
}

/** What there is instead of a file, in words. */
export function kindOf(found: Stats): string {
  if (found.isDirectory()) return "a folder";
  if (found.isFIFO()) return "a pipe";
  return found.isSocket() ? "a socket" : "a device";
}

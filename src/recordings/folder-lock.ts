import { readdir, rm, writeFile } from "node:fs/promises";
import { join, resolve } from "node:path";
import { InputError } from "../errors.js";
import { prepareFolder } from "./recording-folder.js";

/** Each process has a lock of its own name, so that none can remove the lock of another that lives. */
const LOCK = /^\.recording-(\d+)\.lock$/;
const lockOf = (pid: number) => `.recording-${pid}.lock`;

/** The locks of this process. */
const held = new Set<string>();

/**
 * Does some work while nobody else records into a folder, which is made when missing. A process that was killed keeps nobody out. Of two that come at
 * the same moment both may be refused, never none.
 * @throws InputError when another process, or other work of this one, has the folder; see also `prepareFolder`
 */
export async function aloneIn<Result>(folder: string, work: () => Promise<Result>): Promise<Result> {
  const lock = resolve(folder, lockOf(process.pid));
  await prepareFolder(folder);
  if (held.has(lock)) throw refusal(folder, process.pid);
  held.add(lock);
  try {
    await writeFile(lock, "");
    for (const pid of await othersIn(folder)) {
      if (isAlive(pid)) throw refusal(folder, pid);
      await rm(join(folder, lockOf(pid)), { force: true });
    }
    return await work();
  } finally {
    await rm(lock, { force: true });
    held.delete(lock);
  }
}

/** The processes whose locks are in a folder, without this one. */
async function othersIn(folder: string): Promise<number[]> {
  const pids = (await readdir(folder)).map((name) => Number(LOCK.exec(name)?.[1]));
  return pids.filter((pid) => pid > 0 && pid !== process.pid);
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    // What may not be signalled is somebody else's, and lives.
    return (error as NodeJS.ErrnoException).code !== "ESRCH";
  }
}

const refusal = (folder: string, pid: number) =>
  new InputError(
    `${folder}: expected a folder that nobody else records into, but process ${pid} does, as ${lockOf(pid)} in it says`,
  );

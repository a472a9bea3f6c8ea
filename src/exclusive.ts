import { createHash } from "node:crypto";
import { readFileSync, readlinkSync } from "node:fs";
import { readdir, rm, stat, utimes, writeFile } from "node:fs/promises";
import { hostname } from "node:os";
import { join, resolve } from "node:path";
import { withPath } from "./atomic-file.js";

/** Milliseconds between two signs of life. */
const HEARTBEAT = 30_000;

/** Milliseconds without a sign of life after which a process of another machine counts as dead. */
const SILENT = 5 * 60_000;

/** A process that holds a lock. */
export interface Holder {
  readonly pid: number;
  /** The lock's file, for a person who knows better. */
  readonly file: string;
}

/**
 * Does some work while nobody else does what the same `name` stands for. The lock is a file
 * `NAME.PID-START-PLACE.lock`: each process has one of its own name, so that none can remove the lock of another that
 * lives. A process that was killed keeps nobody out, even where another has its number by now, or where it ran in
 * another container or on another machine. Of two that come at the same moment both may be refused, never none.
 * @param folder where the lock is; it must exist
 * @param refusal makes the error for whoever comes second
 */
export async function exclusively<Result>(
  folder: string,
  name: string,
  refusal: (holder: Holder) => Error,
  work: () => Promise<Result>,
): Promise<Result> {
  const own = `${name}.${ownMark()}.lock`;
  const path = resolve(folder, own);
  if (held.has(path)) throw refusal({ pid: process.pid, file: own });
  held.add(path);
  const heart = setInterval(() => void beat(path), HEARTBEAT).unref();
  try {
    await writeFile(path, "").catch((error: unknown) => {
      // Nobody has asked for this file: the place is what is wrong.
      throw withPath(error, join(folder, name.replace(/^\./, "")));
    });
    for (const other of await locksOf(folder, name)) {
      if (other.file === own) continue;
      if (await isHeld(folder, other)) throw refusal(other);
      await rm(join(folder, other.file), { force: true });
    }
    return await work();
  } finally {
    clearInterval(heart);
    await rm(path, { force: true });
    held.delete(path);
  }
}

/** What tells this process from all others, of any time and place, in the name of a file. */
export const ownMark = (): string => `${process.pid}-${startOf("self")}-${place()}`;

/**
 * Whether a process has ended, as far as its mark tells here.
 * @param mark what `ownMark` gave there
 * @param seen when it last gave a sign of life, in milliseconds since 1970: all that is known of one elsewhere
 */
export function hasEnded(mark: string, seen: number): boolean {
  const [, pid, start, where] = MARK.exec(mark) ?? [];
  if (where !== place()) return Date.now() - seen >= SILENT;
  return !isAlive(Number(pid)) || ![UNKNOWN, startOf(Number(pid))].includes(start);
}

const MARK = /^(\d+)-(\w+)-([0-9a-f]{8})$/;

/** The locks of this process. */
const held = new Set<string>();

interface Lock extends Holder {
  readonly mark: string;
}

async function locksOf(folder: string, name: string): Promise<Lock[]> {
  return (await readdir(folder)).flatMap((file) => {
    if (!file.startsWith(`${name}.`)) return [];
    const [, mark] = /^\.(.+)\.lock$/.exec(file.slice(name.length)) ?? [];
    const [, pid] = MARK.exec(mark ?? "") ?? [];
    return pid === undefined ? [] : [{ file, pid: Number(pid), mark }];
  });
}

async function isHeld(folder: string, { file, mark }: Lock): Promise<boolean> {
  const found = await stat(join(folder, file)).catch(() => undefined);
  return found !== undefined && !hasEnded(mark, found.mtimeMs);
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

/** A sign of life. Where the file cannot be touched, the work itself will say what is wrong. */
async function beat(path: string): Promise<void> {
  const now = new Date();
  await utimes(path, now, now).catch(() => undefined);
}

/** The start of a process on a system that does not tell it. */
const UNKNOWN = "unknown";

/**
 * When a process began, in ticks since the start of the machine, and which start that was: a number that another
 * process of the same number does not have. From /proc, which Linux alone has; elsewhere the number must do.
 */
function startOf(pid: number | "self"): string {
  try {
    const boot = readFileSync("/proc/sys/kernel/random/boot_id", "utf8").slice(0, 8);
    // proc_pid_stat(5): the name in brackets may hold anything; the start is field 22, the 20th after it.
    const fields = readFileSync(`/proc/${pid}/stat`, "utf8").split(") ").at(-1)!.split(" ");
    return `${boot}${fields[19]}`;
  } catch {
    return UNKNOWN;
  }
}

/** Within which process numbers mean what they mean here: this machine, or this container on it. */
function place(): string {
  let numbers = "";
  try {
    numbers = readlinkSync("/proc/self/ns/pid");
  } catch {
    // Only Linux has several.
  }
  return createHash("sha256").update(`${hostname()} ${numbers}`).digest("hex").slice(0, 8);
}

import { readdir, readFile, rm, stat, unlink } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { removeStale, writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { prepareWritableFolder } from "../writable-folder.js";
import { decodeFilmStrip, encodeFilmStrip } from "./film-strip.js";
import { type Driver, formatRecording, parseRecording, type Recording } from "./recording.js";

/**
 * Makes a folder for recordings where there is none, and removes what interrupted saves left in it.
 * @throws InputError when there is a file of that name; the system's error when it cannot be written to
 */
export async function prepareFolder(folder: string): Promise<void> {
  await prepareWritableFolder(folder);
  await removeStale(folder);
}

/**
 * Finds recordings.
 * @param path a folder of recordings, or one recording's JSON file or film strip
 * @returns the JSON files, in the order of their names
 * @throws InputError when there is nothing of the kind
 */
export async function findRecordings(path: string): Promise<string[]> {
  const found = await stat(path).catch(() => undefined);
  if (!found)
    throw new InputError(`${path}: expected a folder of recordings, or one of them, but it does not exist`);
  if (!found.isDirectory()) return [jsonOf(path)];
  const names = (await readdir(path)).filter((name) => extname(name) === ".json");
  return names.sort().map((name) => join(path, name));
}

/**
 * Reads a recording without its frames.
 * @throws InputError when it is damaged
 */
export async function readRecording(file: string): Promise<Recording> {
  return parseRecording(await readFile(file, "utf8"), file);
}

/**
 * Reads a recording's frames.
 * @param file its JSON file
 * @returns RGB, height × width × 3 bytes each; one more than there are steps
 * @throws InputError when the film strip is missing or damaged
 */
export async function readFrames(file: string, { frame, hashes }: Recording): Promise<Uint8Array[]> {
  const strip = stripOf(file);
  const png = await readFile(strip).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new InputError(`${strip}: expected the film strip of ${file}, but it does not exist`);
  });
  try {
    return decodeFilmStrip(png, frame, hashes.length);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${strip}: ${error.message}`);
    throw error;
  }
}

/**
 * Writes an episode: first the film strip, then the JSON file, each under a temporary name that is then changed. So a
 * JSON file always has its strip, and what a crash leaves is no recording.
 * @returns the JSON file's path
 */
export async function writeRecording(
  folder: string,
  recording: Recording,
  frames: readonly Uint8Array[],
): Promise<string> {
  const strip = await encodeFilmStrip(frames, recording.frame);
  const file = await freeName(folder, recording);
  await writeFileAtomic(stripOf(file), strip);
  await writeFileAtomic(file, formatRecording(recording));
  return file;
}

/** Deletes a recording: the JSON file first, since a strip alone is no recording. */
export async function deleteRecording(file: string): Promise<void> {
  await unlink(file);
  await rm(stripOf(file), { force: true });
}

/** The film strip that belongs to a JSON file. */
export const stripOf = (file: string): string => withExtension(file, ".png");

const jsonOf = (file: string): string => withExtension(file, ".json");

function withExtension(file: string, extension: string): string {
  return join(dirname(file), basename(file, extname(file)) + extension);
}

/** `expert-fast-000012.json`, or `expert-fast-000012-2.json` where that exists. */
async function freeName(folder: string, { driver, seed }: Recording): Promise<string> {
  const stem = join(folder, `${driverSlug(driver)}-${String(seed).padStart(6, "0")}`);
  const taken = new Set((await readdir(folder)).map((name) => join(folder, name)));
  for (let copy = 1; ; copy++) {
    const file = `${stem}${copy > 1 ? `-${copy}` : ""}.json`;
    if (!taken.has(file)) return file;
  }
}

function driverSlug({ kind, name, ...bursts }: Driver): string {
  const words = [kind, basename(name, extname(name)), ...Object.keys(bursts)];
  return words
    .map((word) =>
      word
        .toLowerCase()
        .replace(/[^a-z0-9]+/g, "-")
        .replace(/^-+|-+$/g, ""),
    )
    .filter(Boolean)
    .join("-");
}

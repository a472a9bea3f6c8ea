import { readdir, rm, stat, unlink } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { removeStale, writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { readWhole } from "../read-file.js";
import { prepareWritableFolder } from "../writable-folder.js";
import { decodeFrameSheet, encodeFrameSheet } from "./frame-sheet.js";
import { type Agent, formatRecording, parseRecording, type Recording } from "./recording.js";

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
 * @param path a folder of recordings, or one recording's JSON file or frame sheet
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
  return parseRecording((await readWhole(file)).toString(), file);
}

/**
 * Reads a recording's frames.
 * @param file its JSON file
 * @returns RGB, height × width × 3 bytes each; one more than there are steps. None where observations are no images.
 * @throws InputError when the frame sheet is missing or damaged
 */
export async function readFrames(file: string, { frame, hashes }: Recording): Promise<Uint8Array[]> {
  if (!frame) return [];
  const sheet = sheetOf(file);
  const png = await readWhole(sheet).catch((error: NodeJS.ErrnoException) => {
    if (error.code !== "ENOENT") throw error;
    throw new InputError(`${sheet}: expected the frame sheet of ${file}, but it does not exist`);
  });
  try {
    return decodeFrameSheet(png, frame, hashes.length);
  } catch (error) {
    if (error instanceof RangeError) throw new InputError(`${sheet}: ${error.message}`);
    throw error;
  }
}

/**
 * Writes an episode: first the frame sheet, then the JSON file, each under a temporary name that is then changed. So a
 * JSON file always has its frame sheet, and what a crash leaves is no recording.
 * @returns the JSON file's path
 */
export async function writeRecording(
  folder: string,
  recording: Recording,
  frames: readonly Uint8Array[],
): Promise<string> {
  const sheet = recording.frame && (await encodeFrameSheet(frames, recording.frame));
  const file = await freeName(folder, recording);
  if (sheet) await writeFileAtomic(sheetOf(file), sheet);
  await writeFileAtomic(file, formatRecording(recording));
  return file;
}

/** Deletes a recording: the JSON file first, since a frame sheet alone is no recording. */
export async function deleteRecording(file: string): Promise<void> {
  await unlink(file);
  await rm(sheetOf(file), { force: true });
}

/** The frame sheet that belongs to a JSON file. */
export const sheetOf = (file: string): string => withExtension(file, ".png");

const jsonOf = (file: string): string => withExtension(file, ".json");

function withExtension(file: string, extension: string): string {
  return join(dirname(file), basename(file, extname(file)) + extension);
}

/** `expert-fast-000012.json`, or `expert-fast-000012-2.json` where that exists. */
async function freeName(folder: string, { agent, seed }: Recording): Promise<string> {
  const stem = join(folder, `${agentSlug(agent)}-${String(seed).padStart(6, "0")}`);
  const taken = new Set((await readdir(folder)).map((name) => join(folder, name)));
  for (let copy = 1; ; copy++) {
    const file = `${stem}${copy > 1 ? `-${copy}` : ""}.json`;
    if (!taken.has(file)) return file;
  }
}

function agentSlug({ kind, name, ...noise }: Agent): string {
  const words = [kind, basename(name, extname(name)), ...Object.keys(noise)];
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

/**
 * The hidden folder beside the recordings, for what is known of them and is no recording: flags, and what was deleted
 * and may be taken back. Whoever looks for recordings does not look into it.
 */
export const companionOf = (recordings: string): string => join(recordings, ".library");

import { readdir, rename, rm, rmdir, stat } from "node:fs/promises";
import { basename, dirname, extname, join } from "node:path";
import { InputError } from "../errors.js";
import { hasEnded, ownMark } from "../exclusive.js";
import { prepareWritableFolder } from "../writable-folder.js";
import { companionOf, sheetOf } from "./recording-folder.js";

/** A recording aside, in a folder of its own: the same name may be deleted twice. */
interface Aside {
  readonly name: string;
  readonly folder: string;
}

/**
 * Recordings that were deleted and may still be taken back: moved aside into `.library/deleted`. What a killed program
 * has left there is found again by the next one.
 */
export class DeletedRecordings {
  readonly #recordings: string;
  /** The one deleted last at the end. */
  readonly #aside: Aside[];
  #next: number;

  private constructor(recordings: string, aside: Aside[]) {
    this.#recordings = recordings;
    this.#aside = aside;
    this.#next = 1 + Math.max(0, ...aside.map(({ folder }) => Number(basename(folder))));
  }

  /** @param recordings the folder that they are deleted from */
  static async open(recordings: string): Promise<DeletedRecordings> {
    const found = await readdir(placeOf(recordings), { recursive: true }).catch((error) => {
      ignoreMissing(error);
      return [];
    });
    const files = found.filter((path) => extname(path) === ".json").sort();
    const aside: Aside[] = [];
    for (const path of files) {
      const folder = join(placeOf(recordings), path, "..");
      // What a program that still runs has deleted is for that one to take back.
      const session = basename(dirname(folder));
      const seen = (await stat(folder).catch(ignoreMissing))?.mtimeMs;
      if (seen === undefined || (session !== PLACE && !hasEnded(session, seen))) continue;
      aside.push({ name: basename(path, ".json"), folder });
    }
    return new DeletedRecordings(recordings, aside);
  }

  /** The JSON files' names without their ending, the one deleted last at the end. */
  get names(): readonly string[] {
    return this.#aside.map(({ name }) => name);
  }

  /** Moves a recording aside: the JSON file first, since a frame sheet alone is no recording. */
  async add(name: string): Promise<void> {
    const number = String(this.#next++).padStart(6, "0");
    const folder = join(placeOf(this.#recordings), ownMark(), number);
    const file = join(this.#recordings, `${name}.json`);
    const moved = join(folder, `${name}.json`);
    await prepareWritableFolder(folder);
    await rename(file, moved);
    await rename(sheetOf(file), sheetOf(moved)).catch(ignoreMissing);
    this.#aside.push({ name, folder });
  }

  /**
   * Takes back the one that was deleted last: its frame sheet first, since a JSON file always has its frame sheet.
   * @returns its name
   * @throws InputError when there is none, or another recording has that name by now
   */
  async restore(): Promise<string> {
    const last = this.#aside.at(-1);
    if (!last) throw new InputError("expected a deleted recording to take back, got none");
    const file = join(this.#recordings, `${last.name}.json`);
    if (await stat(file).catch(ignoreMissing)) {
      throw new InputError(`${file}: expected a free name to take the recording back, got another recording`);
    }
    const moved = join(last.folder, `${last.name}.json`);
    await rename(sheetOf(moved), sheetOf(file)).catch(ignoreMissing);
    await rename(moved, file);
    this.#aside.pop();
    await removeAside(last.folder);
    return last.name;
  }

  /** Deletes for good what was not taken back. */
  async forget(): Promise<void> {
    for (const { folder } of this.#aside.splice(0)) await removeAside(folder);
  }
}

/** Removes the folder of one recording, and those around it that are empty then. */
async function removeAside(folder: string): Promise<void> {
  await rm(folder, { recursive: true, force: true });
  for (let around = dirname(folder); ; around = dirname(around)) {
    const isEmpty = await rmdir(around).then(
      () => true,
      () => false,
    );
    if (!isEmpty || basename(around) === PLACE) return;
  }
}

/**
 * The folder of what was deleted, in the one that goes with the recordings. Version 0.2.0 had no folder a session in
 * it.
 */
const PLACE = "deleted";

const placeOf = (recordings: string) => join(companionOf(recordings), PLACE);

function ignoreMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== "ENOENT") throw error;
}

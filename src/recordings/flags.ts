import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { z } from "zod";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { jsonOrUndefined } from "../json.js";
import { prepareWritableFolder } from "../writable-folder.js";
import { companionOf } from "./recording-folder.js";

const flagsFile = z.strictObject({ flagged: z.array(z.string()) });

/** Which recordings of a folder somebody has marked, in order to come back to them. Kept in `.library/flags.json`. */
export class Flags {
  readonly #folder: string;
  readonly #names: Set<string>;

  private constructor(folder: string, names: Set<string>) {
    this.#folder = folder;
    this.#names = names;
  }

  /** @throws InputError when the file of an earlier session is damaged */
  static async open(recordings: string): Promise<Flags> {
    const folder = companionOf(recordings);
    const file = join(folder, "flags.json");
    const text = await readFile(file, "utf8").catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      return '{"flagged":[]}';
    });
    const read = flagsFile.safeParse(jsonOrUndefined(text));
    if (!read.success)
      throw new InputError(`${file}: expected the names of flagged recordings, got other JSON`);
    return new Flags(folder, new Set(read.data.flagged));
  }

  /** @param name the JSON file's name without its ending */
  has(name: string): boolean {
    return this.#names.has(name);
  }

  /** Marks a recording, or takes its mark away. On disk when the promise settles. */
  async set(name: string, flagged: boolean): Promise<void> {
    if (flagged) this.#names.add(name);
    else this.#names.delete(name);
    await prepareWritableFolder(this.#folder);
    const text = JSON.stringify({ flagged: [...this.#names].sort() }, undefined, 2);
    await writeFileAtomic(join(this.#folder, "flags.json"), `${text}\n`);
  }
}

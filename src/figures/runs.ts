import { createHash } from "node:crypto";
import { readFile } from "node:fs/promises";
import { join } from "node:path";
import { removeStale, writeFileAtomic } from "../atomic-file.js";
import { packageVersion } from "../version.js";
import { prepareWritableFolder } from "../writable-folder.js";

/** What a run depends on; whatever can be written as JSON. */
export type RunKey = Readonly<Record<string, unknown>>;

/** Finished runs on disk: what was computed once is not computed again. */
export class Runs {
  readonly #folder: string;

  private constructor(folder: string) {
    this.#folder = folder;
  }

  /** Opens the folder, which is made when missing. */
  static async open(folder: string): Promise<Runs> {
    await prepareWritableFolder(folder);
    await removeStale(folder);
    return new Runs(folder);
  }

  /**
   * The result of a run: from disk when it is there and whole, else computed and kept.
   * @param name begins the file's name
   * @param key all that the result depends on, but for the version of this package
   * @param compute gives what can be written as JSON
   */
  async once<Result>(name: string, key: RunKey, compute: () => Promise<Result>): Promise<Result> {
    const text = JSON.stringify({ name, version: packageVersion(), ...key });
    const digest = createHash("sha256").update(text).digest("hex").slice(0, 12);
    const path = join(this.#folder, `${name}-${digest}.json`);
    const kept = await this.#read<Result>(path, text);
    if (kept) return kept.result;
    const result = await compute();
    await writeFileAtomic(path, `${JSON.stringify({ key: text, result })}\n`);
    return result;
  }

  async #read<Result>(path: string, key: string): Promise<{ result: Result } | undefined> {
    try {
      const kept = JSON.parse(await readFile(path, "utf8"));
      return kept.key === key ? kept : undefined;
    } catch {
      // Not there, or damaged: computed anew.
      return undefined;
    }
  }
}

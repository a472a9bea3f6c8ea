import { appendFile, readFile } from "node:fs/promises";
import { dirname } from "node:path";
import { prepareWritableFolder } from "../src/writable-folder.js";

/** Finished runs, a line of JSON each: what is there is not measured again. Several processes may add to one file. */
export class Journal<Run> {
  readonly #file: string;

  private constructor(file: string) {
    this.#file = file;
  }

  static async open<Run>(file: string): Promise<Journal<Run>> {
    await prepareWritableFolder(dirname(file));
    return new Journal<Run>(file);
  }

  async runs(): Promise<Run[]> {
    const text = await readFile(this.#file, "utf8").catch(() => "");
    return text
      .split("\n")
      .filter((line) => line !== "")
      .map((line) => JSON.parse(line) as Run);
  }

  async add(run: Run): Promise<void> {
    await appendFile(this.#file, `${JSON.stringify(run)}\n`);
  }
}

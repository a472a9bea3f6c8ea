import { closeSync, openSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { temporaryOf } from "../../atomic-file.js";

/** A file that is written at once, at the end, under a temporary name beside it until it is whole. */
export class WholeFile {
  readonly #file: string;
  readonly #temporary: string;

  /** @throws the system's error when the file cannot be written: better now than after the video */
  constructor(file: string) {
    this.#file = file;
    this.#temporary = temporaryOf(file);
    closeSync(openSync(this.#temporary, "wx"));
  }

  /** @returns size in bytes */
  write(bytes: Uint8Array): number {
    writeFileSync(this.#temporary, bytes);
    renameSync(this.#temporary, this.#file);
    return bytes.length;
  }

  discard(): void {
    rmSync(this.#temporary, { force: true });
  }
}

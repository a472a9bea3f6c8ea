import { type FileHandle, open, rename, rm } from "node:fs/promises";
import gifenc from "gifenc";
import type { Picture } from "../../envs/env.js";
import { InputError } from "../errors.js";
import { toPalette } from "./palette.js";

/**
 * Writes an animated GIF, picture by picture, so that a long film needs no memory. It grows under a temporary name beside
 * `file` and takes the name `file` when it is complete.
 */
export class GifWriter {
  readonly #encoder = gifenc.GIFEncoder();
  readonly #file: string;
  readonly #handle: FileHandle;
  readonly #delay: number;
  #bytes = 0;

  private constructor(file: string, handle: FileHandle, delay: number) {
    this.#file = file;
    this.#handle = handle;
    this.#delay = delay;
  }

  /**
   * @param framesPerSecond Rounded to a whole number of hundredths of a second a picture; browsers show at most 50.
   * @throws InputError when the file cannot be written.
   */
  static async create(file: string, framesPerSecond: number): Promise<GifWriter> {
    try {
      return new GifWriter(file, await open(temporary(file), "w"), 1000 / framesPerSecond);
    } catch (error) {
      throw new InputError(`${file}: expected a file that can be written, got ${(error as Error).message}`);
    }
  }

  /** Adds a picture. All must have one size. */
  async add(picture: Picture): Promise<void> {
    const { palette, indices } = toPalette(picture);
    this.#encoder.writeFrame(indices, picture.width, picture.height, { palette, delay: this.#delay });
    await this.#flush();
  }

  /** Completes the file. @returns Its size in bytes. */
  async close(): Promise<number> {
    this.#encoder.finish();
    await this.#flush();
    await this.#handle.close();
    await rename(temporary(this.#file), this.#file);
    return this.#bytes;
  }

  /** Gives up: removes what has been written. */
  async discard(): Promise<void> {
    await this.#handle.close();
    await rm(temporary(this.#file), { force: true });
  }

  async #flush(): Promise<void> {
    const bytes = this.#encoder.bytesView();
    await this.#handle.writeFile(bytes);
    this.#bytes += bytes.length;
    this.#encoder.stream.reset();
  }
}

/** Includes the process, so that two films of one name do not mix. */
function temporary(file: string): string {
  return `${file}.${process.pid}.part`;
}

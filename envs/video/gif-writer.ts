import {
  closeSync,
  openSync,
  readdirSync,
  realpathSync,
  renameSync,
  rmSync,
  statSync,
  writeSync,
} from "node:fs";
import { basename, dirname } from "node:path";
import gifenc from "gifenc";
import type { RenderFrame } from "../env.js";
import { toPalette } from "./palette.js";

/**
 * Writes an animated GIF, image by image, so that a long video needs no memory. It grows under a temporary name beside
 * `file` and takes the name `file` when it is complete; a symbolic link goes on leading to it. Synchronous, as the
 * recorded steps are. For Node.
 */
export class GifWriter {
  readonly #encoder = gifenc.GIFEncoder();
  readonly #file: string;
  readonly #temporary: string;
  readonly #delay: number;
  #descriptor: number | undefined;
  #bytes = 0;

  /**
   * @param framesPerSecond Rounded to a whole number of hundredths of a second an image; browsers show at most 50.
   * @throws {RangeError} when `framesPerSecond` is not positive, or something else than a file has the name.
   * @throws {Error} of the file system, when the file cannot be written.
   */
  constructor(file: string, framesPerSecond: number) {
    if (!(framesPerSecond > 0)) {
      throw new RangeError(`expected a positive number of images a second, got ${framesPerSecond}`);
    }
    const found = statSync(file, { throwIfNoEntry: false });
    if (found && !found.isFile()) {
      throw new RangeError(
        `${file}: expected a file to write, got ${found.isDirectory() ? "a folder" : "a device or pipe"}`,
      );
    }
    this.#file = found ? realpathSync(file) : file;
    this.#temporary = temporary(this.#file);
    this.#descriptor = openSync(this.#temporary, "wx");
    this.#delay = 1000 / framesPerSecond;
  }

  /** Whether another one, in whichever thread of this process, is writing the same file. */
  get hasRival(): boolean {
    const start = `${basename(this.#file)}.aann-gym-${process.pid}-`;
    return readdirSync(dirname(this.#file)).some(
      (name) => name.startsWith(start) && name !== basename(this.#temporary),
    );
  }

  /** Adds an image. All must have one size. @throws {Error} as `close` */
  add(frame: RenderFrame): void {
    this.#orGiveUp(() => {
      const { palette, indices } = toPalette(frame);
      this.#encoder.writeFrame(indices, frame.width, frame.height, { palette, delay: this.#delay });
      this.#flush();
    });
  }

  /**
   * Completes the file.
   * @returns Its size in bytes.
   * @throws {Error} of the file system, when the file cannot be written. Nothing is left behind then.
   */
  close(): number {
    this.#orGiveUp(() => {
      this.#encoder.finish();
      this.#flush();
      this.#release();
      renameSync(this.#temporary, this.#file);
    });
    return this.#bytes;
  }

  /** Gives up: removes what has been written. */
  discard(): void {
    this.#release();
    rmSync(this.#temporary, { force: true });
  }

  #orGiveUp(write: () => void): void {
    try {
      write();
    } catch (error) {
      this.discard();
      throw error;
    }
  }

  #release(): void {
    if (this.#descriptor !== undefined) closeSync(this.#descriptor);
    this.#descriptor = undefined;
  }

  #flush(): void {
    if (this.#descriptor === undefined)
      throw new Error("expected a film that goes on, got one that has ended");
    const bytes = this.#encoder.bytesView();
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written);
    }
    this.#bytes += bytes.length;
    this.#encoder.stream.reset();
  }
}

/**
 * A name of its own for each video, in whichever thread or process it is made, so that two videos of one name do not
 * mix. It has the form by which the command line knows what a crash has left.
 */
function temporary(file: string): string {
  return `${file}.aann-gym-${process.pid}-${crypto.getRandomValues(new Uint32Array(1))[0]}.tmp`;
}

import { closeSync, openSync, renameSync, rmSync, writeSync } from "node:fs";
import gifenc from "gifenc";
import type { RenderFrame } from "../env.js";
import { toPalette } from "./palette.js";

/**
 * Writes an animated GIF, image by image, so that a long video needs no memory. It grows under a temporary name beside
 * `file` and takes the name `file` when it is complete. Synchronous, as the recorded steps are. For Node.
 */
export class GifWriter {
  readonly #encoder = gifenc.GIFEncoder();
  readonly #file: string;
  readonly #temporary: string;
  readonly #descriptor: number;
  readonly #delay: number;
  #bytes = 0;

  /**
   * @param framesPerSecond Rounded to a whole number of hundredths of a second an image; browsers show at most 50.
   * @throws {Error} of the file system, when the file cannot be written.
   */
  constructor(file: string, framesPerSecond: number) {
    this.#file = file;
    this.#temporary = temporary(file);
    this.#descriptor = openSync(this.#temporary, "wx");
    this.#delay = 1000 / framesPerSecond;
  }

  /** Adds an image. All must have one size. */
  add(frame: RenderFrame): void {
    const { palette, indices } = toPalette(frame);
    this.#encoder.writeFrame(indices, frame.width, frame.height, { palette, delay: this.#delay });
    this.#flush();
  }

  /** Completes the file. @returns Its size in bytes. */
  close(): number {
    this.#encoder.finish();
    this.#flush();
    closeSync(this.#descriptor);
    renameSync(this.#temporary, this.#file);
    return this.#bytes;
  }

  /** Gives up: removes what has been written. */
  discard(): void {
    closeSync(this.#descriptor);
    rmSync(this.#temporary, { force: true });
  }

  #flush(): void {
    const bytes = this.#encoder.bytesView();
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#descriptor, bytes, written);
    }
    this.#bytes += bytes.length;
    this.#encoder.stream.reset();
  }
}

/**
 * A name of its own for each video, in whichever thread or process it is made, so that two videos of one name do not mix. It has
 * the form by which the command line knows what a crash has left.
 */
function temporary(file: string): string {
  return `${file}.aann-gym-${process.pid}-${crypto.getRandomValues(new Uint32Array(1))[0]}.tmp`;
}

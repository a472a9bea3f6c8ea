import { Worker } from "node:worker_threads";
import type { RenderFrame } from "../../../envs/env.js";
import { InputError } from "../../errors.js";
import type { Encoding } from "./encode-worker.js";
import type { VideoWriter } from "./video-writer.js";
import { WholeFile } from "./whole-file.js";

/** How many frames wait for the worker at most: enough that it always has one, few enough to remember. */
const AHEAD = 4;

/**
 * Writes an MP4 with H.264 by minih264 in WebAssembly, which is kept in memory until the end: a lap takes 1 to 2 MB. It
 * is encoded in a worker thread, so that the next frames are drawn meanwhile.
 */
export class Mp4Writer implements VideoWriter {
  readonly #file: WholeFile;
  readonly #worker: Worker;
  /** Frames that are not encoded yet. */
  #waiting = 0;
  #encoded: Uint8Array | undefined;
  #error: unknown;
  /** Ends the present wait for the worker. */
  #wake: (() => void) | undefined;

  /**
   * An odd row or column is left out: H.264 halves the resolution of colours.
   * @param everyFrameAlone makes each frame a key frame, for programs that read frames in any order; the file is twice
   * as large
   * @throws InputError when frames are smaller than 2 × 2; the system's error when the file cannot be written
   */
  constructor(file: string, width: number, height: number, framesPerSecond: number, everyFrameAlone = false) {
    if (width < 2 || height < 2) {
      throw new InputError(`${file}: expected frames of at least 2×2 pixels, got ${width}×${height}`);
    }
    this.#file = new WholeFile(file);
    this.#worker = new Worker(new URL("./encode-worker.js", import.meta.url), {
      workerData: { width, height, framesPerSecond, everyFrameAlone } satisfies Encoding,
    });
    this.#worker.on("message", (bytes: Uint8Array | undefined) => {
      this.#encoded = bytes;
      this.#waiting--;
      this.#wake?.();
    });
    const fail = (error: unknown) => {
      this.#error ??= error;
      this.#wake?.();
    };
    this.#worker.on("error", fail);
    this.#worker.on("exit", (code) => fail(new Error(`the video's encoder ended with exit code ${code}`)));
  }

  /** @throws what the encoder throws, here or in a later call */
  async add({ width, height, data }: RenderFrame): Promise<void> {
    // A copy, since the array may be drawn on again.
    const frame: RenderFrame = { width, height, data: data.slice() };
    this.#worker.postMessage(frame, [frame.data.buffer as ArrayBuffer]);
    this.#waiting++;
    await this.#until(AHEAD);
  }

  async close(): Promise<number> {
    this.#worker.postMessage(undefined);
    this.#waiting++;
    await this.#until(0);
    await this.#worker.terminate();
    return this.#file.write(this.#encoded!);
  }

  async discard(): Promise<void> {
    await this.#worker.terminate();
    this.#file.discard();
  }

  /** Waits until no more than so many answers are missing. */
  async #until(waiting: number): Promise<void> {
    while (this.#waiting > waiting) {
      if (this.#error !== undefined) throw this.#error;
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
      });
    }
  }
}

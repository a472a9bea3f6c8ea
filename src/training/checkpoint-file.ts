import { rm } from "node:fs/promises";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { readWhole } from "../read-file.js";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.js";

/** Milliseconds from one write to the next: the epochs of a small network are shorter than that takes. */
const INTERVAL = 100;

/** Where an interrupted training run waits to go on. */
export class CheckpointFile {
  readonly #path: string;
  /** What is to be written yet. */
  #kept: Checkpoint | undefined;
  #written = Number.NEGATIVE_INFINITY;

  constructor(path: string) {
    this.#path = path;
  }

  /**
   * @param option what asks for it, for the message
   * @throws InputError when there is none, or it is damaged
   */
  async read(option = "option resume"): Promise<Checkpoint> {
    const bytes = await readWhole(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw new InputError(`${option}: expected an interrupted run in ${this.#path}, got none`);
    });
    return decodeCheckpoint(bytes, this.#path);
  }

  /**
   * Replaces the checkpoint; a crash leaves the old one or the new one. Soon after another write it waits for the next
   * one to come, or for `flush`.
   */
  async keep(checkpoint: Checkpoint): Promise<void> {
    this.#kept = checkpoint;
    if (performance.now() - this.#written >= INTERVAL) await this.flush();
  }

  /** Writes what has been kept and not been written yet. */
  async flush(): Promise<void> {
    const checkpoint = this.#kept;
    if (!checkpoint) return;
    this.#kept = undefined;
    await writeFileAtomic(this.#path, Buffer.from(encodeCheckpoint(checkpoint)));
    this.#written = performance.now();
  }

  /** The run is finished. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

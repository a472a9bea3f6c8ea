import { rm } from "node:fs/promises";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { readWhole } from "../read-file.js";
import { type Checkpoint, decodeCheckpoint, encodeCheckpoint } from "./checkpoint.js";

/** Where an interrupted training run waits to go on. */
export class CheckpointFile {
  readonly #path: string;

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

  /** Replaces the checkpoint; a crash leaves the old one or the new one. */
  async write(checkpoint: Checkpoint): Promise<void> {
    await writeFileAtomic(this.#path, Buffer.from(encodeCheckpoint(checkpoint)));
  }

  /** The run is finished. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }
}

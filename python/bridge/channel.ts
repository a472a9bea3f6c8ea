import { readSync, writeSync } from "node:fs";

/** What a message is: the second number of its head. Python's side is src/aann_gym/child.py. */
export const JSON_MESSAGE = 0;
/** From Python: the actions. From here: rewards, flags, observations that are not in shared memory, infos. */
export const STEP_MESSAGE = 1;
/** From here: what was thrown. */
export const ERROR_MESSAGE = 2;
/** From here: an image, as width, height (uint32) and RGB bytes. */
export const IMAGE_MESSAGE = 3;

/** Length of what follows and kind, each a uint32. Eight bytes, so that float64 behind them are aligned. */
const HEAD = 8;

export interface Message {
  readonly kind: number;
  /** Valid until the next `receive`. Starts at a multiple of eight bytes of its buffer. */
  readonly payload: Uint8Array<ArrayBuffer>;
}

/**
 * Messages over a pair of pipes, little-endian, read and written synchronously: a step that waits for the event loop
 * would take several times as long.
 */
export class Channel {
  readonly #input: number;
  readonly #output: number;
  readonly #head = Buffer.alloc(HEAD);
  #incoming = new Uint8Array(1 << 12);
  #outgoing = Buffer.alloc(1 << 12);

  /** @param input file descriptor to read. @param output file descriptor to write. */
  constructor(input: number, output: number) {
    this.#input = input;
    this.#output = output;
  }

  /** Waits for the next message; undefined once the other side has closed its end. */
  receive(): Message | undefined {
    if (!this.#fill(this.#head, HEAD)) return undefined;
    const length = this.#head.readUInt32LE(0);
    if (length > this.#incoming.length) this.#incoming = new Uint8Array(2 * length);
    if (!this.#fill(this.#incoming, length)) return undefined;
    return { kind: this.#head.readUInt32LE(4), payload: this.#incoming.subarray(0, length) };
  }

  /** Sends a message whose payload are these parts, one after another. */
  send(kind: number, ...parts: readonly Uint8Array[]): void {
    const length = parts.reduce((sum, part) => sum + part.length, 0);
    if (HEAD + length > this.#outgoing.length) this.#outgoing = Buffer.alloc(2 * (HEAD + length));
    this.#outgoing.writeUInt32LE(length, 0);
    this.#outgoing.writeUInt32LE(kind, 4);
    let at = HEAD;
    for (const part of parts) {
      this.#outgoing.set(part, at);
      at += part.length;
    }
    for (let sent = 0; sent < at; ) sent += writeSync(this.#output, this.#outgoing, sent, at - sent);
  }

  sendJson(kind: number, value: unknown): void {
    this.send(kind, Buffer.from(JSON.stringify(value)));
  }

  /** Fills the first `length` bytes; false when the other side has closed its end. */
  #fill(target: Uint8Array, length: number): boolean {
    for (let got = 0; got < length; ) {
      const count = this.#read(target, got, length - got);
      if (count === 0) return false;
      got += count;
    }
    return true;
  }

  #read(target: Uint8Array, offset: number, length: number): number {
    try {
      return readSync(this.#input, target, offset, length, null);
    } catch (error) {
      // Windows tells the end of a pipe as an error.
      if ((error as NodeJS.ErrnoException).code === "EOF") return 0;
      throw error;
    }
  }
}

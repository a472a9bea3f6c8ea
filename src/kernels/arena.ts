import { growingMemory } from "../../envs/memory.js";

const PAGE = 65536;

/**
 * A WebAssembly memory that is handed out from one end and never moved: the host asks for bytes, then takes views.
 * Shared, so that threads can work on it.
 */
export class Arena {
  readonly memory = growingMemory(1);
  #end = 0;
  /** Memory from here on has never been handed out: it still holds zeros. */
  #fresh = 0;

  /** Where the memory that has been handed out ends. */
  get end(): number {
    return this.#end;
  }

  /** Starts again at `address`: everything handed out so far is free. */
  reset(address: number): void {
    this.#end = address;
  }

  /**
   * The address of `bytes` new bytes, on a cache line. They hold zeros unless `reset` freed them.
   * @throws RangeError when there is no more memory.
   */
  take(bytes: number): number {
    const address = Math.ceil(this.#end / 64) * 64;
    this.#end = address + bytes;
    this.#fresh = Math.max(this.#fresh, this.#end);
    const missing = this.#end - this.memory.buffer.byteLength;
    if (missing > 0) {
      if (this.#end > PAGE * PAGE - PAGE)
        throw new RangeError(`${this.#end} bytes of memory are more than 4 GiB`);
      this.memory.grow(Math.ceil(missing / PAGE));
    }
    return address;
  }

  /** The same, filled with zeros. */
  takeZeros(bytes: number): number {
    const fresh = this.#fresh;
    const address = this.take(bytes);
    const used = Math.min(bytes, Math.max(0, fresh - address));
    new Uint8Array(this.memory.buffer, address, used).fill(0);
    return address;
  }

  /** Copies 32-bit words into new memory and returns their address. */
  put(words: ArrayLike<number>): number {
    const address = this.take(words.length * 4);
    new Int32Array(this.memory.buffer, address, words.length).set(words);
    return address;
  }
}

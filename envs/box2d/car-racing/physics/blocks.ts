const PAGE = 65536;

/**
 * Lends blocks of WebAssembly memory. Blocks come back into use when they are returned, so that any number of
 * episodes needs no more memory than lives at once.
 */
export class Blocks {
  readonly #memory: WebAssembly.Memory;
  /** Returned blocks by size. */
  readonly #free = new Map<number, number[]>();
  #end: number;

  /** @param memory Shared memory, whose views stay valid when it grows. @param start Where blocks may begin. */
  constructor(memory: WebAssembly.Memory, start: number) {
    this.#memory = memory;
    this.#end = start;
  }

  /** The memory; take it after `take`, which may make it longer. */
  get buffer(): ArrayBufferLike {
    return this.#memory.buffer;
  }

  /** Address of a cleared block. */
  take(bytes: number): number {
    const size = roundUp(bytes);
    const address = this.#free.get(size)?.pop() ?? this.#extend(size);
    new Uint8Array(this.buffer, address, size).fill(0);
    return address;
  }

  /** Returns a block. @param bytes As it was taken. */
  giveBack(address: number, bytes: number): void {
    const size = roundUp(bytes);
    const free = this.#free.get(size);
    if (free) free.push(address);
    else this.#free.set(size, [address]);
  }

  #extend(size: number): number {
    const address = this.#end;
    const missing = address + size - this.buffer.byteLength;
    if (missing > 0) this.#memory.grow(Math.ceil(missing / PAGE));
    this.#end = address + size;
    return address;
  }
}

/** To a power of two: requests of about the same size then fit in each other's blocks. */
function roundUp(bytes: number): number {
  return 2 ** Math.ceil(Math.log2(bytes));
}

/** Hands out addresses one after the other, each on a cache line. */
export class AddressSpace {
  end: number;

  constructor(start: number) {
    this.end = start;
    this.take(0);
  }

  take(bytes: number): number {
    const address = this.end;
    this.end = Math.ceil((address + bytes) / 64) * 64;
    return address;
  }
}

/** Bytes behind a buffer that a vector may touch without meaning to. */
export const SLACK = 256;

/** How often either symbol of a binary source has come, which is what the next one is expected from. */
export class BitModel {
  readonly #counts = [1, 1];

  /** The share of a range of `width` that belongs to symbol 0: at least 1, less than all. */
  split(width: number): number {
    return Math.floor(width / (this.#counts[0] + this.#counts[1])) * this.#counts[0];
  }

  update(bit: 0 | 1): void {
    this.#counts[bit]++;
  }
}

/**
 * A range narrower than this is made wider by a byte. It bounds the symbols of one model, since `split` divides by
 * them.
 */
const NARROW = 2 ** 24;
const WIDE = 2 ** 32;

/**
 * An adaptive binary arithmetic coder: a symbol of probability p takes −log₂ p bits. The range coder of LZMA, with
 * counts instead of shifts, since the weights of a layer all have one distribution.
 */
export class ArithmeticEncoder {
  readonly #bytes: number[] = [];
  #low = 0;
  #width = WIDE - 1;
  #held = 0;
  /** Bytes that wait for a carry: the held one and the 255s behind it. The first is the 0 before the code. */
  #waiting = 1;

  encode(bit: 0 | 1, model: BitModel): void {
    const bound = model.split(this.#width);
    if (bit === 0) this.#width = bound;
    else {
      this.#low += bound;
      this.#width -= bound;
    }
    model.update(bit);
    while (this.#width < NARROW) {
      this.#width *= 256;
      this.#shift();
    }
  }

  /** Ends the code and gives it. */
  finish(): Uint8Array<ArrayBuffer> {
    for (let i = 0; i < 5; i++) this.#shift();
    return Uint8Array.from(this.#bytes.slice(1));
  }

  /** Moves the top byte of `low` out, unless a carry may still change it. */
  #shift(): void {
    const carry = this.#low >= WIDE ? 1 : 0;
    const rest = this.#low - carry * WIDE;
    if (rest < 255 * NARROW || carry) {
      this.#bytes.push((this.#held + carry) & 255);
      for (let i = 1; i < this.#waiting; i++) this.#bytes.push((255 + carry) & 255);
      this.#waiting = 0;
      this.#held = Math.floor(rest / NARROW);
    }
    this.#waiting++;
    this.#low = (rest % NARROW) * 256;
  }
}

/** Reads what `ArithmeticEncoder` wrote. Behind the end it reads zeros, so what was cut off comes out wrong. */
export class ArithmeticDecoder {
  readonly #bytes: Uint8Array;
  #at = 0;
  #width = WIDE - 1;
  #code = 0;

  constructor(bytes: Uint8Array) {
    this.#bytes = bytes;
    for (let i = 0; i < 4; i++) this.#read();
  }

  decode(model: BitModel): 0 | 1 {
    const bound = model.split(this.#width);
    const bit = this.#code < bound ? 0 : 1;
    if (bit === 0) this.#width = bound;
    else {
      this.#code -= bound;
      this.#width -= bound;
    }
    model.update(bit);
    while (this.#width < NARROW) {
      this.#width *= 256;
      this.#read();
    }
    return bit;
  }

  #read(): void {
    this.#code = this.#code * 256 + (this.#bytes[this.#at++] ?? 0);
  }
}

/** A GIF as a plain reader sees it (GIF89a specification); for tests. */
export interface Gif {
  readonly width: number;
  readonly height: number;
  readonly frames: readonly GifFrame[];
}

export interface GifFrame {
  /** Hundredths of a second. */
  readonly delay: number;
  /** RGB, row after row. */
  readonly data: Uint8Array;
}

/** @throws Error when the file is not whole */
export function decodeGif(bytes: Buffer): Gif {
  if (bytes.toString("latin1", 0, 6) !== "GIF89a") throw new Error("expected GIF89a");
  const width = bytes.readUInt16LE(6);
  const height = bytes.readUInt16LE(8);
  const global = colours(bytes, 13, bytes[10]);
  let at = 13 + global.length;
  let delay = 0;
  const frames: GifFrame[] = [];
  for (;;) {
    const block = bytes[at++];
    if (block === 0x3b) break;
    if (block === 0x21) {
      if (bytes[at++] === 0xf9) delay = bytes.readUInt16LE(at + 2);
      at = subBlocks(bytes, at).end;
    } else if (block === 0x2c) {
      const local = colours(bytes, at + 9, bytes[at + 8]);
      at += 9 + local.length;
      const codeSize = bytes[at++];
      const { data, end } = subBlocks(bytes, at);
      at = end;
      const palette = local.length > 0 ? local : global;
      const pixels = [...decompress(data, codeSize)].flatMap((index) => [
        ...palette.subarray(3 * index, 3 * index + 3),
      ]);
      if (pixels.length !== width * height * 3)
        throw new Error(`expected a whole frame, got ${pixels.length}`);
      frames.push({ delay, data: Uint8Array.from(pixels) });
    } else {
      throw new Error(`expected a block, got ${block} at ${at}`);
    }
  }
  if (at !== bytes.length) throw new Error("expected the end");
  return { width, height, frames };
}

/** The table of colours that the flags announce, or nothing. */
function colours(bytes: Buffer, at: number, flags: number): Buffer {
  return flags & 0x80 ? bytes.subarray(at, at + 3 * 2 ** ((flags & 7) + 1)) : Buffer.alloc(0);
}

function subBlocks(bytes: Buffer, start: number): { data: Buffer; end: number } {
  const parts: Buffer[] = [];
  let at = start;
  for (let length = bytes[at++]; length > 0; length = bytes[at++]) {
    parts.push(bytes.subarray(at, at + length));
    at += length;
  }
  return { data: Buffer.concat(parts), end: at };
}

/** Lempel, Ziv and Welch's code with GIF's growing widths, least significant bit first. */
function* decompress(data: Buffer, codeSize: number): Generator<number> {
  const clear = 2 ** codeSize;
  let words: number[][] = [];
  let width = 0;
  let previous: number[] | undefined;
  const restart = () => {
    words = Array.from({ length: clear + 2 }, (_, index) => (index < clear ? [index] : []));
    width = codeSize + 1;
    previous = undefined;
  };
  restart();
  for (let bit = 0; ; bit += width) {
    let code = 0;
    const now = width;
    for (let i = 0; i < now; i++) code |= ((data[(bit + i) >> 3] >> ((bit + i) & 7)) & 1) << i;
    if (code === clear + 1) return;
    if (code === clear) {
      bit += now - (codeSize + 1);
      restart();
      continue;
    }
    const word: number[] = words[code] ?? [...previous!, previous![0]];
    if (previous && words.length < 4096) words.push([...previous, word[0]]);
    previous = word;
    yield* word;
    bit += now - width;
    if (words.length === 2 ** width && width < 12) {
      bit -= 1;
      width++;
    }
  }
}

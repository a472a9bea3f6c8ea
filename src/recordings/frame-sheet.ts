import { promisify } from "node:util";
import zlib, { crc32 } from "node:zlib";
import { PNG } from "pngjs";
import type { SheetLayout } from "./recording.js";

const deflate = promisify<Buffer, zlib.ZlibOptions, Buffer>(zlib.deflate);

/** Frames in a row of the sheet: half a second at 50 frames a second. */
export const COLUMNS = 25;

const CHANNELS = 3;

/** zlib's level: 6 packs a sixth smaller, in three times the time, and then packing takes longer than driving. */
const LEVEL = 3;

/**
 * Draws frames as one PNG image, row by row in a grid; places without a frame stay black. The rows are not filtered:
 * that made the smallest sheets. Written here, not by pngjs, which takes three times as long as zlib does. zlib runs
 * off this thread.
 * @param frames RGB, height × width × 3 bytes each
 */
export async function encodeFrameSheet(frames: readonly Uint8Array[], layout: SheetLayout): Promise<Buffer> {
  const { width, height, columns } = layout;
  const rows = height * Math.ceil(frames.length / columns);
  const rowBytes = 1 + width * columns * CHANNELS;
  // In front of each row the number of its filter: 0, none.
  const scanlines = Buffer.alloc(rows * rowBytes);
  for (const [i, frame] of frames.entries()) {
    const left = 1 + (i % columns) * width * CHANNELS;
    let to = Math.floor(i / columns) * height * rowBytes + left;
    for (let from = 0; from < frame.length; from += width * CHANNELS, to += rowBytes) {
      scanlines.set(frame.subarray(from, from + width * CHANNELS), to);
    }
  }
  const head = Buffer.alloc(13);
  head.writeUInt32BE(width * columns, 0);
  head.writeUInt32BE(rows, 4);
  // 8 bits for each of red, green and blue; deflate, filters by row, not interlaced.
  head.set([8, 2, 0, 0, 0], 8);
  const packed = await deflate(scanlines, { level: LEVEL, chunkSize: 1 << 20 });
  return Buffer.concat([
    SIGNATURE,
    chunk("IHDR", head),
    chunk("IDAT", packed),
    chunk("IEND", Buffer.alloc(0)),
  ]);
}

/** PNG specification, 5.2. */
const SIGNATURE = Buffer.from([137, 80, 78, 71, 13, 10, 26, 10]);

/** PNG specification, 5.3: length, type, data, checksum of the last two. */
function chunk(type: string, data: Buffer): Buffer {
  const whole = Buffer.alloc(12 + data.length);
  whole.writeUInt32BE(data.length, 0);
  whole.write(type, 4, "latin1");
  whole.set(data, 8);
  whole.writeUInt32BE(crc32(whole.subarray(4, 8 + data.length)), 8 + data.length);
  return whole;
}

/**
 * Cuts a frame sheet into its frames.
 * @param count number of frames
 * @returns RGB frames, height × width × 3 bytes each
 * @throws RangeError when the image is damaged or has another size
 */
export function decodeFrameSheet(png: Buffer, layout: SheetLayout, count: number): Uint8Array[] {
  const { width, height, columns } = layout;
  const rows = Math.ceil(count / columns);
  expectSize(png, width * columns, height * rows, count);
  const sheet = readPng(png);
  return Array.from({ length: count }, (_, i) => {
    const frame = new Uint8Array(height * width * CHANNELS);
    let to = 0;
    for (let row = 0; row < height; row++) {
      let from = pixelOffset(layout, i, row) * 4;
      for (let column = 0; column < width; column++) {
        frame[to++] = sheet.data[from];
        frame[to++] = sheet.data[from + 1];
        frame[to++] = sheet.data[from + 2];
        from += 4;
      }
    }
    return frame;
  });
}

/** Index in the sheet of the first pixel of a frame's row. */
function pixelOffset({ width, height, columns }: SheetLayout, frame: number, row: number): number {
  const top = Math.floor(frame / columns) * height;
  return (top + row) * columns * width + (frame % columns) * width;
}

/** Where IHDR has what the decoder takes memory for (PNG specification, 11.2.1). */
const IHDR = { width: 16, height: 20, interlace: 28 };

/**
 * Compares an image's head with what is expected, before memory is taken for what it says.
 * @throws RangeError when it is another size, or interlaced: that is unpacked without a limit
 */
function expectSize(png: Buffer, width: number, height: number, count: number): void {
  if (png.length <= IHDR.interlace) throw new RangeError("expected a whole PNG image, got a damaged one");
  const found = { width: png.readUInt32BE(IHDR.width), height: png.readUInt32BE(IHDR.height) };
  if (found.width !== width || found.height !== height) {
    throw new RangeError(
      `expected ${width}×${height} pixels for ${count} frames, got ${found.width}×${found.height}`,
    );
  }
  if (png[IHDR.interlace] !== 0) throw new RangeError("expected a PNG image that is not interlaced");
}

function readPng(png: Buffer): PNG {
  try {
    return PNG.sync.read(png);
  } catch (error) {
    throw new RangeError(`expected a whole PNG image, got a damaged one (${(error as Error).message})`);
  }
}

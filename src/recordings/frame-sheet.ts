import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { PNG } from "pngjs";
import type { SheetLayout } from "./recording.js";

/** Frames in a row of the sheet: half a second at 50 frames a second. */
export const COLUMNS = 25;

const CHANNELS = 3;

/**
 * Draws frames as one PNG image, row by row in a grid; places without a frame stay black. No filter and zlib's
 * level 6 made the smallest sheet of those that take less time to pack than to drive. zlib runs off this thread.
 * @param frames RGB, height × width × 3 bytes each
 */
export async function encodeFrameSheet(frames: readonly Uint8Array[], layout: SheetLayout): Promise<Buffer> {
  const { width, height, columns } = layout;
  const sheet = new PNG({
    width: width * columns,
    height: height * Math.ceil(frames.length / columns),
    colorType: 2,
    inputColorType: 2,
    inputHasAlpha: false,
    filterType: 0,
    deflateLevel: 6,
    deflateStrategy: 0,
    deflateChunkSize: 1 << 20,
  });
  sheet.data = Buffer.alloc(sheet.width * sheet.height * CHANNELS);
  frames.forEach((frame, i) => {
    for (let row = 0; row < height; row++) {
      const line = frame.subarray(row * width * CHANNELS, (row + 1) * width * CHANNELS);
      sheet.data.set(line, pixelOffset(layout, i, row) * CHANNELS);
    }
  });
  // pngjs has old streams, which cannot be iterated.
  const packed = new PassThrough();
  sheet.on("error", (error) => packed.destroy(error));
  sheet.pack().pipe(packed);
  return buffer(packed);
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

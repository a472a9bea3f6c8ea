import { PassThrough } from "node:stream";
import { buffer } from "node:stream/consumers";
import { PNG } from "pngjs";
import type { StripLayout } from "./recording.js";

/** Frames in a row of the strip: half a second at 50 frames a second. */
export const COLUMNS = 25;

const CHANNELS = 3;

/**
 * Draws frames as one PNG picture, row by row in a grid; places without a frame stay black. No filter and zlib's
 * level 6 made the smallest strip of those that take less time to pack than to drive. zlib runs off this thread.
 * @param frames RGB, height × width × 3 bytes each
 */
export async function encodeFilmStrip(frames: readonly Uint8Array[], layout: StripLayout): Promise<Buffer> {
  const { width, height, columns } = layout;
  const strip = new PNG({
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
  strip.data = Buffer.alloc(strip.width * strip.height * CHANNELS);
  frames.forEach((frame, i) => {
    for (let row = 0; row < height; row++) {
      const line = frame.subarray(row * width * CHANNELS, (row + 1) * width * CHANNELS);
      strip.data.set(line, pixelOffset(layout, i, row) * CHANNELS);
    }
  });
  // pngjs has old streams, which cannot be iterated.
  const packed = new PassThrough();
  strip.on("error", (error) => packed.destroy(error));
  strip.pack().pipe(packed);
  return buffer(packed);
}

/**
 * Cuts a film strip into its frames.
 * @param count number of frames
 * @returns RGB frames, height × width × 3 bytes each
 * @throws RangeError when the picture is damaged or has another size
 */
export function decodeFilmStrip(png: Buffer, layout: StripLayout, count: number): Uint8Array[] {
  const { width, height, columns } = layout;
  const strip = readPng(png);
  const rows = Math.ceil(count / columns);
  if (strip.width !== width * columns || strip.height !== height * rows) {
    throw new RangeError(
      `expected ${width * columns}×${height * rows} pixels for ${count} frames, got ${strip.width}×${strip.height}`,
    );
  }
  return Array.from({ length: count }, (_, i) => {
    const frame = new Uint8Array(height * width * CHANNELS);
    let to = 0;
    for (let row = 0; row < height; row++) {
      let from = pixelOffset(layout, i, row) * 4;
      for (let column = 0; column < width; column++) {
        frame[to++] = strip.data[from]!;
        frame[to++] = strip.data[from + 1]!;
        frame[to++] = strip.data[from + 2]!;
        from += 4;
      }
    }
    return frame;
  });
}

/** Index in the strip of the first pixel of a frame's row. */
function pixelOffset({ width, height, columns }: StripLayout, frame: number, row: number): number {
  const top = Math.floor(frame / columns) * height;
  return (top + row) * columns * width + (frame % columns) * width;
}

function readPng(png: Buffer): PNG {
  try {
    return PNG.sync.read(png);
  } catch (error) {
    throw new RangeError(`expected a whole PNG picture, got a damaged one (${(error as Error).message})`);
  }
}

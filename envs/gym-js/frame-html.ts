import type { RenderFrame } from "../env.js";

const HEADER = 54;

/** An image as an `<img>` with the pixels inside, as a bitmap: the one format of the web that needs no compression. */
export function frameHtml(frame: RenderFrame): string {
  const { width, height } = frame;
  let text = "";
  for (const byte of bitmap(frame)) text += String.fromCharCode(byte);
  return `<img width="${width}" height="${height}" alt="" src="data:image/bmp;base64,${btoa(text)}">`;
}

/** Windows bitmap, 24 bits a pixel: rows from below, blue first, each padded to a multiple of four bytes. */
function bitmap({ width, height, data }: RenderFrame): Uint8Array {
  const row = Math.ceil((3 * width) / 4) * 4;
  const bytes = new Uint8Array(HEADER + row * height);
  const head = new DataView(bytes.buffer);
  bytes.set([0x42, 0x4d]);
  head.setUint32(2, bytes.length, true);
  head.setUint32(10, HEADER, true);
  head.setUint32(14, 40, true);
  head.setInt32(18, width, true);
  head.setInt32(22, height, true);
  head.setUint16(26, 1, true);
  head.setUint16(28, 24, true);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = 3 * (y * width + x);
      const to = HEADER + row * (height - 1 - y) + 3 * x;
      bytes[to] = data[from + 2];
      bytes[to + 1] = data[from + 1];
      bytes[to + 2] = data[from];
    }
  }
  return bytes;
}

import { PNG } from "pngjs";
import type { RenderFrame } from "../envs/env.js";

/** How hard zlib tries: `fast` is for pages, which want many images in a second. */
const EFFORT = { small: {}, fast: { deflateLevel: 1, filterType: 1 } } as const;

/** An image as a PNG of 8-bit RGB. */
export function encodePng(
  { width, height, data }: RenderFrame,
  effort: keyof typeof EFFORT = "small",
): Buffer {
  const png = new PNG({ width, height });
  png.data = Buffer.from(data.buffer, data.byteOffset, data.byteLength);
  return PNG.sync.write(png, { colorType: 2, inputColorType: 2, inputHasAlpha: false, ...EFFORT[effort] });
}

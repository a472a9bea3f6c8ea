import type { RenderFrame } from "../../../envs/env.js";

/**
 * Writes an image as video encoders want it (I420): brightness of every pixel, then the two colour differences, one of
 * each for four pixels. The whole numbers are those of ITU-R BT.601, 16 to 235 and 16 to 240, as libyuv has them.
 * @param target width · height · 1.5 bytes, for an even width and height that are at most the image's
 */
export function writeI420(
  { width: stride, data }: RenderFrame,
  width: number,
  height: number,
  target: Uint8Array,
): void {
  const blues = width * height;
  const reds = blues + blues / 4;
  for (let y = 0; y < height; y += 2) {
    let above = 3 * y * stride;
    let below = above + 3 * stride;
    let to = y * width;
    let pair = (y / 2) * (width / 2);
    for (let x = 0; x < width; x += 2, above += 6, below += 6, to += 2, pair++) {
      target[to] = brightness(data, above);
      target[to + 1] = brightness(data, above + 3);
      target[to + width] = brightness(data, below);
      target[to + width + 1] = brightness(data, below + 3);
      const red = (data[above] + data[above + 3] + data[below] + data[below + 3] + 2) >> 2;
      const green = (data[above + 1] + data[above + 4] + data[below + 1] + data[below + 4] + 2) >> 2;
      const blue = (data[above + 2] + data[above + 5] + data[below + 2] + data[below + 5] + 2) >> 2;
      target[blues + pair] = (112 * blue - 74 * green - 38 * red + 0x8080) >> 8;
      target[reds + pair] = (112 * red - 94 * green - 18 * blue + 0x8080) >> 8;
    }
  }
}

function brightness(data: Uint8Array, at: number): number {
  return (66 * data[at] + 129 * data[at + 1] + 25 * data[at + 2] + 0x1080) >> 8;
}

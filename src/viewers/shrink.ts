import type { RenderFrame } from "../../envs/env.js";

/**
 * The image at another size, meant to be smaller: each new pixel is the mean of the old ones under it, at least one.
 */
export function shrink(image: RenderFrame, width: number, height: number): RenderFrame {
  const { data } = image;
  const small = new Uint8Array(width * height * 3);
  for (let y = 0; y < height; y++) {
    const [top, bottom] = span(y, height, image.height);
    for (let x = 0; x < width; x++) {
      const [left, right] = span(x, width, image.width);
      for (let channel = 0; channel < 3; channel++) {
        let sum = 0;
        for (let row = top; row < bottom; row++) {
          for (let column = left; column < right; column++) {
            sum += data[(row * image.width + column) * 3 + channel];
          }
        }
        small[(y * width + x) * 3 + channel] = Math.round(sum / ((bottom - top) * (right - left)));
      }
    }
  }
  return { width, height, data: small };
}

/** The old pixels, from and to (exclusive), that new pixel `index` of `count` covers. */
function span(index: number, count: number, pixels: number): [from: number, to: number] {
  const from = Math.floor((index * pixels) / count);
  return [from, Math.max(from + 1, Math.floor(((index + 1) * pixels) / count))];
}

import type { Surface } from "./surface.js";

/** 1 as 2.14 fixed point. */
const ONE = 0x4000;

/** How one axis is scaled down: each target pixel averages a window of source pixels, which may split at its ends. */
class Windows {
  /** Source pixels a target pixel, 2.14 fixed point, rounded down. */
  readonly size: number;
  /** What a window's sum is multiplied by, in units of 1/65536. */
  readonly reciprocal: number;

  constructor(source: number, target: number) {
    this.size = Math.floor((ONE * source) / target);
    this.reciprocal = Math.floor(0x40000000 / this.size);
  }
}

/**
 * Scales a surface down to width × height as pygame.transform.smoothscale: a box filter along x, then along y, in
 * fixed point and rounded down at each stage. Writes row-major RGB bytes to `target`.
 */
export function scaleDown(surface: Surface, width: number, height: number, target: Uint8Array): void {
  const narrowed = narrow(surface, width);
  const { size, reciprocal } = new Windows(surface.height, height);
  const stride = 3 * width;
  const sums = new Uint16Array(stride);
  let at = 0;
  let left = size;
  for (let y = 0; y < surface.height && at < target.length; y++) {
    const row = y * stride;
    if (left > ONE) {
      for (let i = 0; i < stride; i++) sums[i] += narrowed[row + i];
      left -= ONE;
    } else {
      const rest = ONE - left;
      for (let i = 0; i < stride; i++) {
        const value = narrowed[row + i];
        target[at++] = ((sums[i] + ((value * left) >> 14)) * reciprocal) >>> 16;
        sums[i] = (value * rest) >> 14;
      }
      left = size - rest;
    }
  }
}

/** Scales along x only; height × width × RGB. */
function narrow(surface: Surface, width: number): Uint8Array {
  const { size, reciprocal } = new Windows(surface.width, width);
  const narrowed = new Uint8Array(3 * width * surface.height);
  for (let y = 0, at = 0, from = 0; y < surface.height; y++) {
    let left = size;
    let red = 0;
    let green = 0;
    let blue = 0;
    for (let x = 0; x < surface.width; x++) {
      const color = surface.pixels[from++];
      const r = color >> 16;
      const g = (color >> 8) & 255;
      const b = color & 255;
      if (left > ONE) {
        red += r;
        green += g;
        blue += b;
        left -= ONE;
      } else {
        const rest = ONE - left;
        narrowed[at++] = ((red + ((r * left) >> 14)) * reciprocal) >>> 16;
        narrowed[at++] = ((green + ((g * left) >> 14)) * reciprocal) >>> 16;
        narrowed[at++] = ((blue + ((b * left) >> 14)) * reciprocal) >>> 16;
        red = (r * rest) >> 14;
        green = (g * rest) >> 14;
        blue = (b * rest) >> 14;
        left = size - rest;
      }
    }
    // Rounding the window's size down may leave part of a pixel over.
  }
  return narrowed;
}

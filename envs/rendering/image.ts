import type { Surface } from "./surface.js";

/**
 * An image with transparency that is laid over others: packed colours and an alpha of 0 to 255 for each pixel,
 * row-major.
 */
export interface Image {
  readonly width: number;
  readonly height: number;
  readonly colors: Uint32Array;
  readonly alpha: Uint8Array;
}

/**
 * Lays an image over a surface, its upper left corner at (left, top), as Surface.blit of pygame-ce: each level moves
 * towards the image's by (difference · alpha + level) / 256, rounded down.
 */
export function blit(surface: Surface, image: Image, left: number, top: number): void {
  const firstX = Math.max(0, -left);
  const endX = Math.min(image.width, surface.width - left);
  const endY = Math.min(image.height, surface.height - top);
  for (let y = Math.max(0, -top); y < endY; y++) {
    for (let x = firstX; x < endX; x++) {
      const from = y * image.width + x;
      const alpha = image.alpha[from];
      if (alpha === 0) continue;
      const color = image.colors[from];
      const to = (top + y) * surface.width + left + x;
      if (alpha === 255) {
        surface.pixels[to] = color;
        continue;
      }
      const below = surface.pixels[to];
      const red = blend(color & 255, below & 255, alpha);
      const green = blend((color >> 8) & 255, (below >> 8) & 255, alpha);
      const blue = blend((color >> 16) & 255, (below >> 16) & 255, alpha);
      surface.pixels[to] = red | (green << 8) | (blue << 16);
    }
  }
}

const blend = (level: number, below: number, alpha: number): number =>
  below + (((level - below) * alpha + level) >> 8);

/** An image turned about its vertical axis, its horizontal one, or both, as pygame.transform.flip. */
export function flipImage(
  { width, height, colors, alpha }: Image,
  horizontally: boolean,
  vertically: boolean,
): Image {
  const flipped = {
    width,
    height,
    colors: new Uint32Array(colors.length),
    alpha: new Uint8Array(alpha.length),
  };
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const from = y * width + x;
      const to = (vertically ? height - 1 - y : y) * width + (horizontally ? width - 1 - x : x);
      flipped.colors[to] = colors[from];
      flipped.alpha[to] = alpha[from];
    }
  }
  return flipped;
}

/** An image scaled to another size by its nearest pixels, as pygame.transform.scale. */
export function scaleNearest(image: Image, width: number, height: number): Image {
  const scaled = {
    width,
    height,
    colors: new Uint32Array(width * height),
    alpha: new Uint8Array(width * height),
  };
  // Steps in 16.16 fixed point, each from the middle of a pixel.
  const stepX = Math.floor((image.width * 0x10000) / width);
  const stepY = Math.floor((image.height * 0x10000) / height);
  for (let y = 0, to = 0; y < height; y++) {
    const row = ((Math.floor(stepY / 2) + y * stepY) >>> 16) * image.width;
    for (let x = 0; x < width; x++, to++) {
      const from = row + ((Math.floor(stepX / 2) + x * stepX) >>> 16);
      scaled.colors[to] = image.colors[from];
      scaled.alpha[to] = image.alpha[from];
    }
  }
  return scaled;
}

/** 1 as 2.14 fixed point. */
const ONE = 0x4000;

/**
 * Scales an image of one colour down, as pygame.transform.smoothscale: a box filter along x, then along y, in 2.14
 * fixed point and rounded down at each stage. Width and height are at most the image's; where one is 0, nothing is
 * left.
 */
export function scaleDown(image: Image, width: number, height: number): Image {
  const color = image.colors[0] ?? 0;
  const narrowed = new Uint8Array(width * image.height);
  const rows = { lines: image.height, step: 1, fromLine: image.width, toLine: width };
  average(image.alpha, image.width, narrowed, width, rows);
  const alpha = new Uint8Array(width * height);
  average(narrowed, image.height, alpha, height, { lines: width, step: width, fromLine: 1, toLine: 1 });
  return { width, height, colors: new Uint32Array(width * height).fill(color), alpha };
}

/** Where lines of pixels lie: how many, how far apart their pixels are, and how far each line is from the next. */
interface Lines {
  readonly lines: number;
  readonly step: number;
  readonly fromLine: number;
  readonly toLine: number;
}

/**
 * Scales lines of `length` pixels to `target` ones: each averages a window of pixels, which counts those at its ends in
 * part.
 */
function average(
  from: Uint8Array,
  length: number,
  to: Uint8Array,
  target: number,
  { lines, step, fromLine, toLine }: Lines,
): void {
  const size = Math.floor((ONE * length) / target);
  const reciprocal = Math.floor((ONE * 0x10000) / size);
  for (let line = 0; line < lines; line++) {
    let sum = 0;
    let rest = size;
    let at = line * fromLine;
    let place = line * toLine;
    for (let done = 0, i = 0; i < length && done < target; i++, at += step) {
      const level = from[at];
      if (rest > ONE) {
        sum += level;
        rest -= ONE;
        continue;
      }
      to[place] = ((sum + ((level * rest) >> 14)) * reciprocal) >>> 16;
      place += step;
      done++;
      sum = (level * (ONE - rest)) >> 14;
      rest = size - (ONE - rest);
    }
  }
}

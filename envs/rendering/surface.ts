import type { RenderFrame } from "../env.js";

/** A colour as one number: red + green · 256 + blue · 65536. */
export type PackedColor = number;

/** Packs a colour given as red, green and blue, 0 to 255; fractions are cut off, as pygame does. */
export function rgb(red: number, green: number, blue: number): PackedColor {
  return red | (green << 8) | (blue << 16);
}

/**
 * A drawing surface of packed colours, black at first, as a pygame Surface without alpha. Everything is clipped to it.
 * The other files of this folder draw on it what pygame-ce 2.5.8 draws, to the pixel.
 */
export class Surface {
  /** @param pixels Row-major, from the upper left corner. */
  constructor(
    readonly width: number,
    readonly height: number,
    readonly pixels: Uint32Array = new Uint32Array(width * height),
  ) {}

  /** Paints everything. */
  fill(color: PackedColor): void {
    this.pixels.fill(color);
  }

  contains(x: number, y: number): boolean {
    return x >= 0 && x < this.width && y >= 0 && y < this.height;
  }

  setPixel(x: number, y: number, color: PackedColor): void {
    if (this.contains(x, y)) this.pixels[y * this.width + x] = color;
  }

  /** Paints row y from one column to another, both included, in either order. */
  fillRow(x1: number, x2: number, y: number, color: PackedColor): void {
    if (y < 0 || y >= this.height) return;
    const first = Math.max(Math.min(x1, x2), 0);
    const last = Math.min(Math.max(x1, x2), this.width - 1);
    if (first <= last) this.pixels.fill(color, y * this.width + first, y * this.width + last + 1);
  }

  /** Paints column x from one row to another, both included, in either order. */
  fillColumn(x: number, y1: number, y2: number, color: PackedColor): void {
    if (x < 0 || x >= this.width) return;
    const last = Math.min(Math.max(y1, y2), this.height - 1);
    for (let y = Math.max(Math.min(y1, y2), 0); y <= last; y++) this.pixels[y * this.width + x] = color;
  }

  /**
   * Mixes a colour into a pixel as SDL_gfx does with a weight from 0 to 255: the weight is the colour's alpha, of which
   * 255/256 count, and the sum rounds down.
   */
  mixPixel(x: number, y: number, color: PackedColor, weight: number): void {
    if (!this.contains(x, y)) return;
    const at = y * this.width + x;
    const below = this.pixels[at];
    const alpha = (255 * weight) >> 8;
    const red = mix(below & 255, color & 255, alpha);
    const green = mix((below >> 8) & 255, (color >> 8) & 255, alpha);
    this.pixels[at] = red | (green << 8) | (mix((below >> 16) & 255, (color >> 16) & 255, alpha) << 16);
  }

  /** Turns the surface upside down. */
  flip(): void {
    const { pixels, width, height } = this;
    const spare = new Uint32Array(width);
    for (let top = 0, bottom = height - 1; top < bottom; top++, bottom--) {
      spare.set(pixels.subarray(top * width, (top + 1) * width));
      pixels.copyWithin(top * width, bottom * width, (bottom + 1) * width);
      pixels.set(spare, bottom * width);
    }
  }

  /** What is drawn, from column `left` on: a copy. */
  frame(left = 0, width = this.width - left): RenderFrame {
    const { pixels, height } = this;
    const data = new Uint8Array(width * height * 3);
    // Four pixels are three words; what is left goes byte by byte.
    const quads = LITTLE_ENDIAN && width % 4 === 0 ? width : 0;
    const words = new Uint32Array(data.buffer, 0, Math.floor(data.length / 4));
    for (let y = 0, to = 0; y < height; y++) {
      const row = y * this.width + left;
      for (let at = row; at < row + quads; at += 4, to += 12) {
        const second = pixels[at + 1];
        const third = pixels[at + 2];
        const word = to >> 2;
        words[word] = pixels[at] | (second << 24);
        words[word + 1] = (second >> 8) | (third << 16);
        words[word + 2] = (third >> 16) | (pixels[at + 3] << 8);
      }
      for (let at = row + quads; at < row + width; at++) {
        const color = pixels[at];
        data[to++] = color;
        data[to++] = color >> 8;
        data[to++] = color >> 16;
      }
    }
    return { width, height, data };
  }
}

const LITTLE_ENDIAN = new Uint8Array(Uint32Array.of(1).buffer)[0] === 1;

const mix = (below: number, color: number, alpha: number): number => below + (((color - below) * alpha) >> 8);

/** A drawing surface of packed colours (red << 16 | green << 8 | blue), black at first. Everything is clipped to it. */
export class Surface {
  readonly pixels: Uint32Array<ArrayBufferLike>;
  /** Whether rows are counted from the bottom up: what is drawn so is upside down. */
  upwards = false;

  constructor(
    readonly width: number,
    readonly height: number,
    pixels: Uint32Array<ArrayBufferLike> = new Uint32Array(width * height),
  ) {
    this.pixels = pixels;
  }

  clear(): void {
    this.pixels.fill(0);
  }

  contains(x: number, y: number): boolean {
    return x >= 0 && x < this.width && y >= 0 && y < this.height;
  }

  setPixel(x: number, y: number, color: number): void {
    if (this.contains(x, y)) this.pixels[this.#startOf(y) + x] = color;
  }

  /** Colours row y from one column to another, both included, in either order. */
  fillSpan(x1: number, x2: number, y: number, color: number): void {
    if (y < 0 || y >= this.height) return;
    const first = Math.max(Math.min(x1, x2), 0);
    const last = Math.min(Math.max(x1, x2), this.width - 1);
    const row = this.#startOf(y);
    if (first <= last) this.pixels.fill(color, row + first, row + last + 1);
  }

  /** Mixes a colour into a pixel; alpha 0 to 254 of 256. */
  blendPixel(x: number, y: number, color: number, alpha: number): void {
    if (!this.contains(x, y)) return;
    const at = this.#startOf(y) + x;
    const old = this.pixels[at];
    const red = mix((old >> 16) & 255, (color >> 16) & 255, alpha);
    const green = mix((old >> 8) & 255, (color >> 8) & 255, alpha);
    const blue = mix(old & 255, color & 255, alpha);
    this.pixels[at] = (red << 16) | (green << 8) | blue;
  }

  /** Where a row's pixels begin. */
  #startOf(y: number): number {
    return (this.upwards ? this.height - 1 - y : y) * this.width;
  }
}

const mix = (old: number, color: number, alpha: number): number => old + (((color - old) * alpha) >> 8);

import { rgb, type Surface } from "../../../rendering/surface.js";

/** 1 as 2.14 fixed point. */
const ONE = 0x4000;

/**
 * Scales a surface down to width × height as pygame.transform.smoothscale: a box filter along x, then along y, in
 * fixed point and rounded down at each stage. Writes row-major RGB bytes to `target`.
 */
export function scaleDown(surface: Surface, width: number, height: number, target: Uint8Array): void {
  const narrowed = scaleRows(surface, width);
  const windows = new Windows(surface.height, height);
  for (let y = 0, at = 0; y < height; y++) {
    const first = windows.first[y] * width;
    // Much of an image is of one colour, whose average along a row need not be computed again.
    let color = -1;
    let average = 0;
    for (let x = first; x < first + width; x++) {
      if (!windows.isPlain(y, narrowed, x, width)) {
        color = -1;
        average = windows.average(y, narrowed, x, width);
      } else if (narrowed[x] !== color) {
        color = narrowed[x];
        average = windows.average(y, narrowed, x, width);
      }
      target[at++] = average;
      target[at++] = average >> 8;
      target[at++] = average >> 16;
    }
  }
}

/** Scales along x only: height × width packed colours. */
function scaleRows({ pixels, width: sourceWidth, height }: Surface, width: number): Uint32Array {
  const windows = new Windows(sourceWidth, width);
  const narrowed = new Uint32Array(width * height);
  const colors = new Int32Array(width).fill(-1);
  const averages = new Uint32Array(width);
  for (let y = 0, at = 0; y < height; y++) {
    const row = y * sourceWidth;
    for (let x = 0; x < width; x++) {
      const first = row + windows.first[x];
      if (!windows.isPlain(x, pixels, first, 1)) {
        narrowed[at++] = windows.average(x, pixels, first, 1);
        continue;
      }
      if (pixels[first] !== colors[x]) {
        colors[x] = pixels[first];
        averages[x] = windows.average(x, pixels, first, 1);
      }
      narrowed[at++] = averages[x];
    }
  }
  return narrowed;
}

/** How one axis is scaled down: each target pixel averages a window of source pixels, which may split at its ends. */
class Windows {
  /** The first source pixel of each window, and its weight in 2.14 fixed point. */
  readonly first: Int32Array;
  readonly #firstWeight: Int32Array;
  /** How many more pixels a window has; the last of them has a weight, those between count whole. */
  readonly #more: Int32Array;
  readonly #lastWeight: Int32Array;
  /** What a window's sum is multiplied by, in units of 1/65536. */
  readonly #reciprocal: number;

  constructor(source: number, target: number) {
    const size = Math.floor((ONE * source) / target);
    this.#reciprocal = Math.floor(0x40000000 / size);
    this.first = new Int32Array(target);
    this.#firstWeight = new Int32Array(target);
    this.#more = new Int32Array(target);
    this.#lastWeight = new Int32Array(target);
    let first = 0;
    let weight = ONE;
    for (let i = 0; i < target; i++) {
      // At least one, of weight 0 where nothing is scaled.
      const more = Math.max(Math.ceil((size - weight) / ONE), 1);
      this.first[i] = first;
      this.#firstWeight[i] = weight;
      this.#more[i] = more;
      this.#lastWeight[i] = size - weight - (more - 1) * ONE;
      first += more;
      weight = ONE - this.#lastWeight[i];
    }
  }

  /** Whether all pixels of window i, which begins at `at`, have one colour. */
  isPlain(i: number, colors: Uint32Array, at: number, step: number): boolean {
    const end = at + this.#more[i] * step;
    for (let next = at + step; next <= end; next += step) if (colors[next] !== colors[at]) return false;
    return true;
  }

  /** The average of window i, which begins at `at`. */
  average(i: number, colors: Uint32Array, at: number, step: number): number {
    const end = at + this.#more[i] * step;
    let red = weigh(colors[at] & 255, this.#firstWeight[i]) + weigh(colors[end] & 255, this.#lastWeight[i]);
    let green =
      weigh((colors[at] >> 8) & 255, this.#firstWeight[i]) +
      weigh((colors[end] >> 8) & 255, this.#lastWeight[i]);
    let blue = weigh(colors[at] >> 16, this.#firstWeight[i]) + weigh(colors[end] >> 16, this.#lastWeight[i]);
    for (let next = at + step; next < end; next += step) {
      red += colors[next] & 255;
      green += (colors[next] >> 8) & 255;
      blue += colors[next] >> 16;
    }
    return rgb(this.#scale(red), this.#scale(green), this.#scale(blue));
  }

  #scale(sum: number): number {
    return (sum * this.#reciprocal) >>> 16;
  }
}

const weigh = (level: number, weight: number): number => (level * weight) >> 14;

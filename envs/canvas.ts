import type { RenderFrame } from "./env.js";

/** Red, green and blue, 0 to 255. */
export type Color = readonly [red: number, green: number, blue: number];

/** Rows of samples in a row of pixels; along a row the covered share is exact. */
const SAMPLES = 4;

/** A picture to draw filled shapes on, with smooth edges. Coordinates are in pixels from the upper left corner. */
export class Canvas implements RenderFrame {
  readonly width: number;
  readonly height: number;
  readonly data: Uint8Array;
  /** How much of each pixel of the current row is covered, 0 to 1. */
  readonly #coverage: Float64Array;

  constructor(width: number, height: number) {
    this.width = width;
    this.height = height;
    this.data = new Uint8Array(width * height * 3);
    this.#coverage = new Float64Array(width);
  }

  /** Paints everything. */
  fill([red, green, blue]: Color): void {
    for (let i = 0; i < this.data.length; i += 3) {
      this.data[i] = red;
      this.data[i + 1] = green;
      this.data[i + 2] = blue;
    }
  }

  rectangle(left: number, top: number, right: number, bottom: number, color: Color): void {
    this.polygon([left, top, right, top, right, bottom, left, bottom], color);
  }

  circle(x: number, y: number, radius: number, color: Color): void {
    const corners = Math.max(12, Math.ceil(radius * 2));
    const points: number[] = [];
    for (let i = 0; i < corners; i++) {
      const angle = (2 * Math.PI * i) / corners;
      points.push(x + radius * Math.cos(angle), y + radius * Math.sin(angle));
    }
    this.polygon(points, color);
  }

  line(x1: number, y1: number, x2: number, y2: number, width: number, color: Color): void {
    const length = Math.hypot(x2 - x1, y2 - y1) || 1;
    const dx = ((x2 - x1) / length) * (width / 2);
    const dy = ((y2 - y1) / length) * (width / 2);
    this.polygon([x1 - dy, y1 + dx, x2 - dy, y2 + dx, x2 + dy, y2 - dx, x1 + dy, y1 - dx], color);
  }

  /** Fills a polygon, by the even-odd rule. `points` are x0, y0, x1, y1, … */
  polygon(points: readonly number[], color: Color): void {
    const ys = points.filter((_, i) => i % 2 === 1);
    const top = Math.max(0, Math.floor(Math.min(...ys)));
    const bottom = Math.min(this.height, Math.ceil(Math.max(...ys)));
    for (let row = top; row < bottom; row++) {
      this.#coverage.fill(0);
      for (let sample = 0; sample < SAMPLES; sample++) {
        const crossings = crossingsAt(row + (sample + 0.5) / SAMPLES, points);
        for (let i = 0; i + 1 < crossings.length; i += 2) this.#cover(crossings[i], crossings[i + 1]);
      }
      this.#blend(row, color);
    }
  }

  /** Adds the part of a row of samples from `left` to `right`. */
  #cover(left: number, right: number): void {
    const from = Math.max(0, left);
    const to = Math.min(this.width, right);
    for (let x = Math.floor(from); x < to; x++) {
      this.#coverage[x] += (Math.min(to, x + 1) - Math.max(from, x)) / SAMPLES;
    }
  }

  #blend(row: number, color: Color): void {
    for (let x = 0; x < this.width; x++) {
      const share = this.#coverage[x];
      if (share === 0) continue;
      const at = (row * this.width + x) * 3;
      for (let channel = 0; channel < 3; channel++) {
        const below = this.data[at + channel];
        this.data[at + channel] = Math.round(below + (color[channel] - below) * share);
      }
    }
  }
}

/** Where the edges of a polygon cross a horizontal line, from left to right. */
function crossingsAt(y: number, points: readonly number[]): number[] {
  const crossings: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const next = (i + 2) % points.length;
    const y1 = points[i + 1];
    const y2 = points[next + 1];
    if (y1 <= y === y2 <= y) continue;
    crossings.push(points[i] + ((y - y1) / (y2 - y1)) * (points[next] - points[i]));
  }
  return crossings.sort((a, b) => a - b);
}

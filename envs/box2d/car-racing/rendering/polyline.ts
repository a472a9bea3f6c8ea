import type { PackedColor, Surface } from "../../../rendering/surface.js";

/** Draws connected lines two pixels wide, as pygame-ce's draw.lines with width 2. `points`: x, y in turn, integers. */
export function drawPolyline(surface: Surface, points: Int32Array, color: PackedColor): void {
  for (const pen of segments(points)) if (pen.mayShowOn(surface)) pen.drawToEnd(surface, color);
}

/** Draws connected lines two pixels wide, as pygame's draw.lines with width 2. `points`: x and y in turn, integers. */
export function drawPygamePolyline(surface: Surface, points: Int32Array, color: PackedColor): void {
  for (const pen of segments(points)) pen.drawCut(surface, color);
}

function* segments(points: Int32Array): Generator<Pen> {
  for (let i = 0; i + 3 < points.length; i += 2) {
    yield new Pen(points[i], points[i + 1], points[i + 2], points[i + 3]);
  }
}

/** Walks along Bresenham's line, each step two pixels thick: to the right when it is steep, else downwards. */
class Pen {
  readonly #fromX: number;
  readonly #fromY: number;
  readonly #toX: number;
  readonly #toY: number;
  readonly #dx: number;
  readonly #dy: number;
  readonly #stepX: number;
  readonly #stepY: number;
  readonly #steep: boolean;
  #x: number;
  #y: number;
  #error: number;

  constructor(fromX: number, fromY: number, toX: number, toY: number) {
    this.#fromX = this.#x = fromX;
    this.#fromY = this.#y = fromY;
    this.#toX = toX;
    this.#toY = toY;
    this.#dx = Math.abs(toX - fromX);
    this.#dy = Math.abs(toY - fromY);
    this.#stepX = fromX < toX ? 1 : -1;
    this.#stepY = fromY < toY ? 1 : -1;
    this.#steep = this.#dx <= this.#dy;
    this.#error = Math.trunc((this.#dx > this.#dy ? this.#dx : -this.#dy) / 2);
  }

  /** Whether the box around the line, grown by one pixel across it, meets the surface. */
  mayShowOn({ width, height }: Surface): boolean {
    const growX = this.#steep ? 1 : 0;
    const growY = 1 - growX;
    return (
      Math.max(this.#fromX, this.#toX) + growX >= 0 &&
      Math.min(this.#fromX, this.#toX) - growX < width &&
      Math.max(this.#fromY, this.#toY) + growY >= 0 &&
      Math.min(this.#fromY, this.#toY) - growY < height
    );
  }

  /** Draws the whole line, both ends included. */
  drawToEnd(surface: Surface, color: PackedColor): void {
    while (this.#steep ? this.#y !== this.#toY : this.#x !== this.#toX) this.#step(surface, color);
    this.#draw(surface, color);
  }

  /** Cuts the line to the surface first, but draws on beyond a cut end as long as the thickness still shows. */
  drawCut(surface: Surface, color: PackedColor): void {
    const line = clipLine(surface, this.#fromX, this.#fromY, this.#toX, this.#toY);
    if (line === null) return;
    const [x, y, lastX, lastY] = line;
    this.#x = x;
    this.#y = y;
    const isBefore = (place: number, last: number, step: number) =>
      (Math.sign(place - last) || step) !== step;
    while (isBefore(this.#x, lastX, this.#stepX) || isBefore(this.#y, lastY, this.#stepY)) {
      this.#step(surface, color);
    }
    while (this.#steep ? this.#y !== this.#toY : this.#x !== this.#toX) {
      if (!surface.contains(this.#x, this.#y) && !surface.contains(...this.#beside)) break;
      this.#step(surface, color);
    }
    this.#draw(surface, color);
  }

  get #beside(): [x: number, y: number] {
    return this.#steep ? [this.#x + 1, this.#y] : [this.#x, this.#y + 1];
  }

  #draw(surface: Surface, color: PackedColor): void {
    surface.setPixel(this.#x, this.#y, color);
    surface.setPixel(...this.#beside, color);
  }

  #step(surface: Surface, color: PackedColor): void {
    this.#draw(surface, color);
    const before = this.#error;
    if (before > -this.#dx) {
      this.#error -= this.#dy;
      this.#x += this.#stepX;
    }
    if (before < this.#dy) {
      this.#error += this.#dx;
      this.#y += this.#stepY;
    }
  }
}

/** Cuts a line to the surface (Liang–Barsky, ends rounded to the nearest pixel); null when nothing is left. */
function clipLine(
  { width, height }: Surface,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): [x1: number, y1: number, x2: number, y2: number] | null {
  const dx = x2 - x1;
  const dy = y2 - y1;
  let first = 0;
  let last = 1;
  // The surface counts one pixel too large to the right and below, as in pygame; pixels are clipped again.
  for (const [distance, before, beyond] of [
    [dx, x1, width - x1],
    [dy, y1, height - y1],
  ]) {
    if (distance === 0) {
      if (before < 0 || beyond < 0) return null;
      continue;
    }
    const atLow = before / -distance;
    const atHigh = beyond / distance;
    first = Math.max(first, Math.min(atLow, atHigh));
    last = Math.min(last, Math.max(atLow, atHigh));
  }
  if (first > last) return null;
  return [x1 + round(dx * first), y1 + round(dy * first), x1 + round(dx * last), y1 + round(dy * last)];
}

/** Rounds to the nearest integer, halves away from zero. */
const round = (value: number): number => Math.trunc(value < 0 ? value - 0.5 : value + 0.5);

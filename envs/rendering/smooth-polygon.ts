import { Crossings } from "./crossings.js";
import type { PackedColor, Surface } from "./surface.js";

/** Points of a shape: x and y in turn, in pixels. */
export type Points = ArrayLike<number>;

/** Draws a polygon about (x, y) as pygame.gfxdraw.aapolygon and filled_polygon together. */
export function drawSmooth(surface: Surface, points: Points, x: number, y: number, color: PackedColor): void {
  const moved = Array.from(points, (value, i) => value + (i % 2 === 0 ? x : y));
  smoothOutline(surface, moved, color);
  fillSmooth(surface, moved, color);
}

/** Outlines a polygon smoothly, as pygame.gfxdraw.aapolygon. The points are cut to 16-bit integers. */
export function smoothOutline(surface: Surface, points: Points, color: PackedColor): void {
  const n = points.length;
  for (let i = 0; i < n; i += 2) {
    const j = (i + 2) % n;
    smoothLine(
      surface,
      int16(points[i]),
      int16(points[i + 1]),
      int16(points[j]),
      int16(points[j + 1]),
      color,
    );
  }
}

/**
 * Fills a polygon by the even-odd rule, as pygame.gfxdraw.filled_polygon. The points are cut to 16-bit integers.
 *
 * An edge belongs to the rows from its upper end up to, not including, its lower end, and on the last row also to
 * that. Edges are 16.16 fixed point; a span's ends are moved inwards by one unit and rounded.
 */
export function fillSmooth(surface: Surface, points: Points, color: PackedColor): void {
  const n = points.length;
  const xs: number[] = [];
  const ys: number[] = [];
  for (let i = 0; i < n; i += 2) {
    xs.push(int16(points[i]));
    ys.push(int16(points[i + 1]));
  }
  const top = Math.min(...ys);
  const bottom = Math.max(...ys);
  const lastRow = Math.min(bottom, surface.height - 1);
  const crossings = new Crossings(xs.length);
  for (let y = Math.max(top, 0); y <= lastRow; y++) {
    crossings.clear();
    for (let i = 0, j = xs.length - 1; i < xs.length; j = i++) {
      if (ys[i] === ys[j]) continue;
      const [upper, lower] = ys[i] < ys[j] ? [i, j] : [j, i];
      const y1 = ys[upper];
      const y2 = ys[lower];
      if (y < y1 || (y >= y2 && !(y === bottom && y === y2))) continue;
      crossings.add(
        (Math.trunc((0x10000 * (y - y1)) / (y2 - y1)) * (xs[lower] - xs[upper]) + 0x10000 * xs[upper]) | 0,
      );
    }
    for (let i = 0; i + 1 < crossings.count; i += 2) {
      surface.fillRow(round(crossings.at(i) + 1), round(crossings.at(i + 1) - 1), y, color);
    }
  }
}

/** Rounds 16.16 fixed point to the nearest integer, halves up. */
const round = (value: number): number => (value >> 16) + ((value & 0x8000) >> 15);

/** Cut to an integer, of which 16 bits count. */
const int16 = (value: number): number => (Math.trunc(value) << 16) >> 16;

/**
 * Xiaolin Wu's line without its end point. The weights come from a 16-bit fraction of a pixel a step, so that the
 * line never overruns its end.
 */
function smoothLine(
  surface: Surface,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  color: PackedColor,
): void {
  const line = clipLine(surface, x1, y1, x2, y2);
  if (line === null) return;
  const [startX, startY, endX, endY] = line;
  const upwards = startY > endY;
  let x = upwards ? endX : startX;
  let y = upwards ? endY : startY;
  const dx = upwards ? startX - endX : endX - startX;
  const dy = Math.abs(endY - startY);
  if (dx === 0) {
    surface.fillColumn(x, y, y + dy, color);
    return;
  }
  if (dy === 0) {
    surface.fillRow(x, x + dx, y, color);
    return;
  }
  surface.setPixel(startX, startY, color);
  const direction = Math.sign(dx);
  const steep = dy > Math.abs(dx);
  const steps = steep ? dy : Math.abs(dx);
  const fraction = Math.floor((Math.min(dy, Math.abs(dx)) * 0x10000) / steps) & 0xffff;
  let error = 0;
  for (let i = 1; i < steps; i++) {
    const before = error;
    error = (error + fraction) & 0xffff;
    const advance = error <= before;
    if (steep || advance) y++;
    if (!steep || advance) x += direction;
    const weight = error >> 8;
    surface.mixPixel(x, y, color, 255 - weight);
    surface.mixPixel(steep ? x + direction : x, steep ? y : y + 1, color, weight);
  }
}

const LEFT = 1;
const RIGHT = 2;
const ABOVE = 4;
const BELOW = 8;

/** Cuts a line to the surface; null when nothing is left. The ends may come back exchanged. Slopes are float32. */
function clipLine(
  { width, height }: Surface,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
): [x1: number, y1: number, x2: number, y2: number] | null {
  const right = width - 1;
  const bottom = height - 1;
  const outside = (x: number, y: number) =>
    (x < 0 ? LEFT : x > right ? RIGHT : 0) | (y < 0 ? ABOVE : y > bottom ? BELOW : 0);
  for (;;) {
    let side = outside(x1, y1);
    const other = outside(x2, y2);
    if ((side | other) === 0) return [x1, y1, x2, y2];
    if ((side & other) !== 0) return null;
    if (side === 0) {
      [x1, y1, x2, y2, side] = [x2, y2, x1, y1, other];
    }
    const slope = x1 === x2 ? 1 : Math.fround((y2 - y1) / (x2 - x1));
    if (side & (LEFT | RIGHT)) {
      const edge = side & LEFT ? 0 : right;
      y1 = int16(y1 + int16(Math.fround((edge - x1) * slope)));
      x1 = edge;
    } else {
      const edge = side & ABOVE ? 0 : bottom;
      if (x1 !== x2) x1 = int16(x1 + int16(Math.fround((edge - y1) / slope)));
      y1 = edge;
    }
  }
}

import { Crossings } from "./crossings.js";
import type { Surface } from "./surface.js";

/**
 * Draws a polygon as pygame.gfxdraw's aapolygon followed by filled_polygon. `points` holds x and y in turn, 16-bit
 * integers.
 */
export function drawSmoothPolygon(surface: Surface, points: Int32Array, color: number): void {
  const n = points.length;
  for (let i = 0; i < n; i += 2) {
    drawSmoothLine(surface, points[i], points[i + 1], points[(i + 2) % n], points[(i + 3) % n], color);
  }
  fillPolygon(surface, points, color);
}

/**
 * Xiaolin Wu's line without its end point. The weights come from a 16-bit fraction of a pixel a step, so that the
 * line never overruns its end.
 */
function drawSmoothLine(
  surface: Surface,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  color: number,
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
    for (let row = y; row <= y + dy; row++) surface.setPixel(x, row, color);
    return;
  }
  if (dy === 0) {
    surface.fillSpan(x, x + dx, y, color);
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
    surface.blendPixel(x, y, color, (255 * (255 - weight)) >> 8);
    surface.blendPixel(steep ? x + direction : x, steep ? y : y + 1, color, (255 * weight) >> 8);
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

const int16 = (value: number): number => (value << 16) >> 16;

/**
 * Fills rows between pairs of edges. An edge belongs to the rows from its upper end up to, not including, its lower
 * end, and on the last row also to that. Edges are 16.16 fixed point; a span's ends are moved inwards by one unit
 * and rounded.
 */
function fillPolygon(surface: Surface, points: Int32Array, color: number): void {
  const n = points.length;
  let top = points[1];
  let bottom = points[1];
  for (let i = 3; i < n; i += 2) {
    top = Math.min(top, points[i]);
    bottom = Math.max(bottom, points[i]);
  }
  const lastRow = Math.min(bottom, surface.height - 1);
  const crossings = new Crossings(n / 2);
  for (let y = Math.max(top, 0); y <= lastRow; y++) {
    crossings.clear();
    for (let i = 0; i < n; i += 2) {
      const j = (i + 2) % n;
      const down = points[i + 1] < points[j + 1];
      const x1 = down ? points[i] : points[j];
      const y1 = down ? points[i + 1] : points[j + 1];
      const x2 = down ? points[j] : points[i];
      const y2 = down ? points[j + 1] : points[i + 1];
      if (y1 === y2) continue;
      if ((y >= y1 && y < y2) || (y === bottom && y > y1 && y <= y2)) {
        crossings.add((Math.trunc((0x10000 * (y - y1)) / (y2 - y1)) * (x2 - x1) + 0x10000 * x1) | 0);
      }
    }
    for (let i = 0; i + 1 < crossings.count; i += 2) {
      surface.fillSpan(round(crossings.at(i) + 1), round(crossings.at(i + 1) - 1), y, color);
    }
  }
}

/** Rounds 16.16 fixed point to the nearest integer, halves up. */
const round = (value: number): number => (value >> 16) + ((value & 0x8000) >> 15);

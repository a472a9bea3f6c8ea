import type { Surface } from "./surface.js";

/** Draws connected lines two pixels wide, as pygame.draw.lines with width 2. `points`: x and y in turn, integers. */
export function drawPolyline(surface: Surface, points: Int32Array, color: number): void {
  for (let i = 0; i + 3 < points.length; i += 2) {
    drawThickLine(surface, points[i], points[i + 1], points[i + 2], points[i + 3], color);
  }
}

/**
 * Bresenham's line, each step two pixels thick: to the right when it is steep, else downwards. It is cut to the
 * surface first, but runs on beyond a cut end as long as the thickness still shows.
 */
function drawThickLine(
  surface: Surface,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  color: number,
): void {
  const line = clipLine(surface, fromX, fromY, toX, toY);
  if (line === null) return;
  let [x, y] = line;
  const [, , lastX, lastY] = line;
  const dx = Math.abs(toX - fromX);
  const dy = Math.abs(toY - fromY);
  const stepX = fromX < toX ? 1 : -1;
  const stepY = fromY < toY ? 1 : -1;
  const steep = dx <= dy;
  let error = Math.trunc((dx > dy ? dx : -dy) / 2);
  const draw = () => {
    surface.setPixel(x, y, color);
    if (steep) surface.setPixel(x + 1, y, color);
    else surface.setPixel(x, y + 1, color);
  };
  const step = () => {
    draw();
    const before = error;
    if (before > -dx) {
      error -= dy;
      x += stepX;
    }
    if (before < dy) {
      error += dx;
      y += stepY;
    }
  };
  while ((Math.sign(x - lastX) || stepX) !== stepX || (Math.sign(y - lastY) || stepY) !== stepY) step();
  const shows = () =>
    surface.contains(x, y) || (steep ? surface.contains(x + 1, y) : surface.contains(x, y + 1));
  while ((steep ? y !== toY : x !== toX) && shows()) step();
  draw();
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

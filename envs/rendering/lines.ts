import type { Points } from "./smooth-polygon.js";
import type { PackedColor, Surface } from "./surface.js";

/** Draws a line one pixel wide, as pygame.draw.line of pygame-ce. The ends are cut to integers. */
export function drawLine(
  surface: Surface,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  color: PackedColor,
): void {
  let x = Math.trunc(x1);
  let y = Math.trunc(y1);
  const endX = Math.trunc(x2);
  const endY = Math.trunc(y2);
  if (y === endY) {
    surface.fillRow(x, endX, y, color);
    return;
  }
  if (x === endX) {
    surface.fillColumn(x, y, endY, color);
    return;
  }
  const dx = Math.abs(endX - x);
  const dy = Math.abs(endY - y);
  const stepX = x < endX ? 1 : -1;
  const stepY = y < endY ? 1 : -1;
  let error = Math.trunc((dx > dy ? dx : -dy) / 2);
  while (x !== endX || y !== endY) {
    surface.setPixel(x, y, color);
    const before = error;
    if (before > -dx) {
      error -= dy;
      x += stepX;
    }
    if (before < dy) {
      error += dx;
      y += stepY;
    }
  }
  surface.setPixel(endX, endY, color);
}

/** Draws connected lines one pixel wide, as pygame.draw.lines. */
export function drawLines(
  surface: Surface,
  points: Points,
  color: PackedColor,
  { closed = false } = {},
): void {
  const n = points.length;
  for (let i = 0; i + 3 < n; i += 2) {
    drawLine(surface, points[i], points[i + 1], points[i + 2], points[i + 3], color);
  }
  if (closed && n > 4) drawLine(surface, points[n - 2], points[n - 1], points[0], points[1], color);
}

import type { PackedColor, Surface } from "./surface.js";

/**
 * Outlines a circle smoothly, as pygame.gfxdraw.aacircle. Centre and radius are integers; a radius of 0 is a pixel.
 *
 * The octants are walked by the second-order difference of the circle's equation; how far it is from 0, as a share of
 * its gradient, is the weight of the pixel beside (SDL_gfx's aaellipse).
 */
export function smoothCircle(
  surface: Surface,
  x: number,
  y: number,
  radius: number,
  color: PackedColor,
): void {
  if (radius < 0) return;
  if (radius === 0) {
    surface.setPixel(x, y, color);
    return;
  }
  const squared = radius * radius;
  /** Draws a pixel in all four quadrants. */
  const draw = (dx: number, dy: number, weight: number) => {
    surface.mixPixel(x + dx, y + dy, color, weight);
    surface.mixPixel(x - dx, y + dy, color, weight);
    surface.mixPixel(x + dx, y - dy, color, weight);
    surface.mixPixel(x - dx, y - dy, color, weight);
  };
  surface.setPixel(x, y - radius, color);
  surface.setPixel(x, y + radius, color);
  // Offsets to the upper left, and the differences along x, along y, and of both.
  let dx = 0;
  let dy = -radius;
  let alongX = 0;
  let alongY = -2 * squared * radius;
  let distance = 0;
  const steps = roundHalfEven(squared / Math.sqrt(2 * squared));
  for (let i = 0; i < steps; i++) {
    dx--;
    distance += alongX - squared;
    let beside: number;
    if (distance >= 0) {
      beside = dy - 1;
    } else if (distance - alongY - squared > 0 && 2 * distance - alongY - squared >= 0) {
      beside = dy + 1;
    } else {
      const far = distance - alongY - squared <= 0;
      dy++;
      beside = far ? dy + 1 : dy - 1;
      distance -= alongY + squared;
      alongY += 2 * squared;
    }
    alongX -= 2 * squared;
    const weight = share(distance, alongY);
    draw(dx, dy, 255 - weight);
    draw(dx, beside, weight);
  }
  for (let i = 0; i < steps; i++) {
    dy++;
    distance -= alongY + squared;
    let beside: number;
    if (distance <= 0) {
      beside = dx + 1;
    } else if (distance + alongX - squared < 0 && 2 * distance + alongX - squared <= 0) {
      beside = dx - 1;
    } else {
      const far = distance + alongX - squared >= 0;
      dx--;
      beside = far ? dx - 1 : dx + 1;
      distance += alongX - squared;
      alongX -= 2 * squared;
    }
    alongY += 2 * squared;
    const weight = share(distance, alongX);
    draw(dx, dy, 255 - weight);
    draw(beside, dy, weight);
  }
}

/** |distance| / |gradient| in single precision, at most 1, in units of 1/255. */
function share(distance: number, gradient: number): number {
  if (gradient === 0) return 255;
  const ratio = Math.fround(Math.fround(Math.abs(distance)) / Math.fround(Math.abs(gradient)));
  return ratio > 1 ? 255 : Math.trunc(Math.fround(ratio * 255));
}

function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

/** Fills a circle, as pygame.gfxdraw.filled_circle. Centre and radius are integers; a radius of 0 is a pixel. */
export function fillCircle(surface: Surface, x: number, y: number, radius: number, color: PackedColor): void {
  if (radius < 0) return;
  if (radius === 0) {
    surface.setPixel(x, y, color);
    return;
  }
  const rows = (dy: number, half: number) => {
    surface.fillRow(x - half, x + half, y + dy, color);
    surface.fillRow(x - half, x + half, y - dy, color);
  };
  // The midpoint algorithm over an octant: `near` grows from 0, `far` shrinks from the radius. A far row keeps the
  // width at which it is first met.
  let far = radius;
  let drawn = -1;
  let error = 1 - radius;
  for (let near = 0; near <= far; near++) {
    if (far !== drawn) rows(far, near);
    drawn = far;
    if (near !== far) rows(near, far);
    if (error < 0) {
      error += 2 * near + 3;
    } else {
      error += 2 * (near - far) + 5;
      far--;
    }
  }
}

/** Draws a circle as pygame.gfxdraw.aacircle and filled_circle together; the centre is cut to integers. */
export function drawSmoothDisc(
  surface: Surface,
  x: number,
  y: number,
  radius: number,
  color: PackedColor,
): void {
  const [centerX, centerY] = [Math.trunc(x), Math.trunc(y)];
  smoothCircle(surface, centerX, centerY, radius, color);
  fillCircle(surface, centerX, centerY, radius, color);
}

import type { Points } from "./smooth-polygon.js";
import type { PackedColor, Surface } from "./surface.js";

/** What of a line's ends is drawn. */
interface Ends {
  readonly first: boolean;
  readonly second: boolean;
  /** Draw both ends' pixels even so: where a steep line meets a flat one. */
  readonly extra: boolean;
}

const BOTH: Ends = { first: true, second: true, extra: false };

/** Draws a smooth line between points that need not be integers, as pygame.draw.aaline of pygame-ce. */
export function drawSmoothLine(
  surface: Surface,
  x1: number,
  y1: number,
  x2: number,
  y2: number,
  color: PackedColor,
): void {
  drawBetween(surface, x1, y1, x2, y2, color, BOTH);
}

/** Draws connected smooth lines, as pygame.draw.aalines of pygame-ce; at least three points. */
export function drawSmoothLines(
  surface: Surface,
  points: Points,
  color: PackedColor,
  { closed = false } = {},
): void {
  const count = points.length / 2;
  const x = (i: number) => Math.fround(points[2 * i]);
  const y = (i: number) => Math.fround(points[2 * i + 1]);
  const isWhole = (i: number) => Number.isInteger(x(i)) && Number.isInteger(y(i));
  const isSteep = (from: number, to: number) =>
    Math.abs(Math.fround(x(to) - x(from))) < Math.abs(Math.fround(y(to) - y(from)));
  const draw = (from: number, to: number, ends: Ends) =>
    drawBetween(surface, x(from), y(from), x(to), y(to), color, ends);
  // The first line looks ahead, and takes the next line's height from its own start; the others look back.
  const aheadIsSteep = Math.abs(Math.fround(x(2) - x(1))) < Math.abs(Math.fround(y(2) - y(0)));
  const wholeEnd = isWhole(1);
  draw(0, 1, { first: !closed || wholeEnd, second: wholeEnd, extra: isSteep(0, 1) && !aheadIsSteep });
  let before = isSteep(0, 1);
  for (let i = 2; i < count; i++) {
    const steep = isSteep(i - 1, i);
    const whole = isWhole(i);
    const last = i === count - 1 && !closed;
    draw(i - 1, i, { first: whole, second: whole || last, extra: before !== steep });
    before = steep;
  }
  if (!closed) return;
  const steep = isSteep(count - 1, 0);
  const whole = isWhole(0);
  draw(count - 1, 0, { first: whole, second: whole, extra: before !== steep });
}

const f = Math.fround;

/** All in single precision. The coordinates along the line's longer direction are called x here. */
function drawBetween(
  surface: Surface,
  fromX: number,
  fromY: number,
  toX: number,
  toY: number,
  color: PackedColor,
  { first, second, extra }: Ends,
): void {
  let [x1, y1, x2, y2] = [f(fromX), f(fromY), f(toX), f(toY)];
  let dx = f(x2 - x1);
  let dy = f(y2 - y1);
  if (Math.abs(dx) < 0.0001 && Math.abs(dy) < 0.0001) {
    surface.setPixel(Math.floor(x1 + 0.5), Math.floor(y1 + 0.5), color);
    return;
  }
  const steep = Math.abs(dx) < Math.abs(dy);
  // One pixel wider than the surface, so that the pixels at its border are right.
  let [right, bottom] = [surface.width, surface.height];
  if (steep) {
    [x1, y1, x2, y2, dx, dy] = [y1, x1, y2, x2, dy, dx];
    [right, bottom] = [bottom, right];
  }
  if (dx < 0) {
    [x1, y1, x2, y2] = [x2, y2, x1, y1];
    dx = -dx;
    dy = -dy;
  }
  if (x2 <= -1 || x1 >= right) return;
  const gradient = f(dy / dx);
  if (x1 < -1) {
    y1 = f(y1 + f(gradient * f(-1 - x1)));
    x1 = -1;
  }
  if (x2 > right) {
    y2 = f(y2 + f(gradient * f(right - x2)));
    x2 = right;
  }
  if (gradient > 0) {
    if (y2 <= -1 || y1 >= bottom) return;
    if (y1 < -1) {
      x1 = f(x1 + f(f(-1 - y1) / gradient));
      y1 = -1;
    }
    if (y2 > bottom) {
      x2 = f(x2 + f(f(bottom - y2) / gradient));
      y2 = bottom;
    }
  } else {
    if (y1 <= -1 || y2 >= bottom) return;
    if (y2 < -1) {
      x2 = f(x2 + f(f(-1 - y2) / gradient));
      y2 = -1;
    }
    if (y1 > bottom) {
      x1 = f(x1 + f(f(bottom - y1) / gradient));
      y1 = bottom;
    }
  }
  // One more, so that no y is negative and cutting it rounds down.
  y1 = f(y1 + 1);
  y2 = f(y2 + 1);

  /** Mixes the colour into the pixel of column x and row y, both along the line's directions. */
  const mix = (x: number, y: number, brightness: number) =>
    steep ? mixPixel(surface, y, x, color, brightness) : mixPixel(surface, x, y, color, brightness);
  /** Draws the two pixels at an end, of which only a part is covered along x. */
  const drawEnd = (x: number, y: number, covered: number) => {
    const row = Math.trunc(y);
    const brightness = f(y - row);
    if (row < y) mix(x, row, f(brightness * covered));
    mix(x, row - 1, f(f(1 - brightness) * covered));
  };

  let start = 0;
  let y = 0;
  if (first || extra) {
    start = Math.trunc(x1);
    y = f(y1 + f(gradient * f(start - x1)));
    if (x2 > 0) {
      drawEnd(start, y, f(f(1 + start) - x1));
      y = f(y + gradient);
      start++;
    }
  }
  if (!first) {
    start = Math.ceil(x1);
    y = f(y1 + f(gradient * f(start - x1)));
  }
  const end = Math.ceil(x2);
  if ((second || extra) && x1 < right - 1) {
    drawEnd(end, f(y2 + f(gradient * f(end - x2))), f(f(1 - end) + x2));
  }
  for (let x = start; x < end; x++) {
    const row = Math.trunc(y);
    const brightness = f(f(1 - y) + row);
    mix(x, row - 1, brightness);
    if (row < y) mix(x, row, f(1 - brightness));
    y = f(y + gradient);
  }
}

/** Mixes a colour into a pixel, the brightness being its share. Sums in single precision, rounded down. */
function mixPixel(surface: Surface, x: number, y: number, color: PackedColor, brightness: number): void {
  if (!surface.contains(x, y)) return;
  const at = y * surface.width + x;
  const below = surface.pixels[at];
  const rest = f(1 - brightness);
  const mix = (shift: number) =>
    (f(f(brightness * ((color >> shift) & 255)) + f(rest * ((below >> shift) & 255))) & 255) << shift;
  surface.pixels[at] = mix(16) | mix(8) | mix(0);
}

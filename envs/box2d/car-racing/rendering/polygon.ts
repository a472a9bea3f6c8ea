import { Crossings } from "./crossings.js";
import type { Surface } from "./surface.js";

/**
 * Where an edge meets a row, `rows` below its upper end (x1, y1), when it is `width` wide and `height` rows high.
 * @param found how many edges have met this row before
 */
type Crossing = (x1: number, rows: number, width: number, height: number, found: number) => number;

/** The quotient is a float32; every other crossing is rounded up. */
const crossingOfPygameCe: Crossing = (x1, rows, width, height, found) => {
  const offset = Math.fround(Math.fround(rows * width) / height);
  return x1 + (found % 2 === 0 ? Math.floor(offset) : Math.ceil(offset));
};

const crossingOfPygame: Crossing = (x1, rows, width, height) => Math.trunc((rows * width) / height + x1);

/**
 * Draws a filled polygon as pygame-ce's draw.polygon. Its pixels depend on the order of the points.
 * @param points x and y in turn, integers; four points or more, since three go another way there
 */
export function drawPolygon(surface: Surface, points: Int32Array, color: number): void {
  fillPolygon(surface, points, color, crossingOfPygameCe);
}

/** Draws a filled polygon as pygame's draw.polygon. `points` holds x and y in turn, integers. */
export function drawPygamePolygon(surface: Surface, points: Int32Array, color: number): void {
  fillPolygon(surface, points, color, crossingOfPygame);
}

function fillPolygon(surface: Surface, points: Int32Array, color: number, crossing: Crossing): void {
  const n = points.length;
  let top = points[1];
  let bottom = points[1];
  let left = points[0];
  let right = points[0];
  for (let i = 2; i < n; i += 2) {
    left = Math.min(left, points[i]);
    right = Math.max(right, points[i]);
    top = Math.min(top, points[i + 1]);
    bottom = Math.max(bottom, points[i + 1]);
  }
  if (top === bottom) {
    surface.fillSpan(left, right, top, color);
    return;
  }
  const lastRow = Math.min(bottom, surface.height - 1);
  const crossings = new Crossings(n / 2);
  for (let y = Math.max(top, 0); y <= lastRow; y++) {
    crossings.clear();
    // The closing edge comes first.
    for (let j = 0; j < n; j += 2) {
      const i = (j + n - 2) % n;
      const down = points[i + 1] < points[j + 1];
      const x1 = down ? points[i] : points[j];
      const y1 = down ? points[i + 1] : points[j + 1];
      const x2 = down ? points[j] : points[i];
      const y2 = down ? points[j + 1] : points[i + 1];
      if (y1 === y2) continue;
      if ((y >= y1 && y < y2) || (y === bottom && y2 === bottom)) {
        crossings.add(crossing(x1, y - y1, x2 - x1, y2 - y1, crossings.count));
      }
    }
    for (let i = 0; i + 1 < crossings.count; i += 2) {
      surface.fillSpan(crossings.at(i), crossings.at(i + 1), y, color);
    }
  }
  // A horizontal edge that is the lower end of one part of the shape belongs to no span above.
  for (let i = 0; i < n; i += 2) {
    const j = (i + 2) % n;
    const y = points[i + 1];
    if (y === points[j + 1] && y > top && y < bottom) surface.fillSpan(points[i], points[j], y, color);
  }
}

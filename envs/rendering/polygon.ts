import { Crossings } from "./crossings.js";
import type { Points } from "./smooth-polygon.js";
import type { PackedColor, Surface } from "./surface.js";

/** Fills a polygon, as pygame.draw.polygon of pygame-ce. The points are cut to integers; at least three. */
export function fillPolygon(surface: Surface, points: Points, color: PackedColor): void {
  const corners = Int32Array.from(points, Math.trunc);
  if (corners.length === 6) fillTriangle(surface, corners, color);
  else fillManySided(surface, corners, color, crossingOfPygameCe);
}

/** Fills a polygon as pygame.draw.polygon of pygame 2.6.1, before pygame-ce. The points are integers. */
export function fillPygamePolygon(surface: Surface, points: Int32Array, color: PackedColor): void {
  fillManySided(surface, points, color, crossingOfPygame);
}

/**
 * Where an edge meets a row, `rows` below its upper end (x1, y1), when it is `width` wide and `height` rows high.
 * @param found how many edges have met this row before
 */
type Crossing = (x1: number, rows: number, width: number, height: number, found: number) => number;

/** The quotient is in single precision; the first crossing of a pair is rounded down, the other one up. */
const crossingOfPygameCe: Crossing = (x1, rows, width, height, found) => {
  const offset = Math.fround(Math.fround(rows * width) / height);
  return x1 + (found % 2 === 0 ? Math.floor(offset) : Math.ceil(offset));
};

const crossingOfPygame: Crossing = (x1, rows, width, height) => Math.trunc((rows * width) / height + x1);

/**
 * Rows are filled between pairs of crossings with the edges, visited from the closing edge on. An edge belongs to the
 * rows from its upper end up to, not including, its lower end, and on the last row also to that.
 */
function fillManySided(surface: Surface, points: Int32Array, color: PackedColor, crossing: Crossing): void {
  const n = points.length;
  let [left, right, top, bottom] = [points[0], points[0], points[1], points[1]];
  for (let i = 2; i < n; i += 2) {
    left = Math.min(left, points[i]);
    right = Math.max(right, points[i]);
    top = Math.min(top, points[i + 1]);
    bottom = Math.max(bottom, points[i + 1]);
  }
  if (top === bottom) {
    surface.fillRow(left, right, top, color);
    return;
  }
  const lastRow = Math.min(bottom, surface.height - 1);
  const crossings = new Crossings(n / 2);
  for (let y = Math.max(top, 0); y <= lastRow; y++) {
    crossings.clear();
    for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
      const [upper, lower] = points[i + 1] < points[j + 1] ? [i, j] : [j, i];
      const y1 = points[upper + 1];
      const y2 = points[lower + 1];
      if (y1 === y2 || y < y1 || (y >= y2 && !(y === bottom && y2 === bottom))) continue;
      const x1 = points[upper];
      crossings.add(crossing(x1, y - y1, points[lower] - x1, y2 - y1, crossings.count));
    }
    for (let i = 0; i + 1 < crossings.count; i += 2) {
      surface.fillRow(crossings.at(i), crossings.at(i + 1), y, color);
    }
  }
  // A horizontal edge that is the lower end of one part of the shape belongs to no span above.
  for (let i = 0, j = n - 2; i < n; j = i, i += 2) {
    const y = points[i + 1];
    if (y === points[j + 1] && y > top && y < bottom) surface.fillRow(points[i], points[j], y, color);
  }
}

/** Rows are filled between the long side and the two others, whose slopes are in single precision. */
function fillTriangle(surface: Surface, points: Int32Array, color: PackedColor): void {
  let [x0, y0, x1, y1, x2, y2] = points as unknown as [number, number, number, number, number, number];
  if (y1 < y0) [x0, y0, x1, y1] = [x1, y1, x0, y0];
  if (y2 < y1) {
    [x1, y1, x2, y2] = [x2, y2, x1, y1];
    if (y1 < y0) [x0, y0, x1, y1] = [x1, y1, x0, y0];
  }
  if (y0 === y1 && y1 === y2 && x0 === x1 && x1 !== x2) [x1, y1, x2, y2] = [x2, y2, x1, y1];
  const slope = (dx: number, dy: number) => Math.fround(dx / (dy + 1e-17));
  const long = slope(x2 - x0, y2 - y0);
  const upper = slope(x1 - x0, y1 - y0);
  const lower = slope(x2 - x1, y2 - y1);
  const along = (rows: number, slope: number) => Math.trunc(Math.fround(rows * slope));
  for (let y = y0; y <= y2; y++) {
    const other = y < y1 ? x0 + along(y - y0, upper) : x1 + along(y - y1, lower);
    surface.fillRow(x0 + along(y - y0, long), other, y, color);
  }
}

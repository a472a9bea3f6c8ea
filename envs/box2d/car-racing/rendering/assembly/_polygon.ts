// draw.polygon of pygame-ce and of pygame.
import { fillClipped } from "./_cells";
import { CROSSING_COUNTS, CROSSINGS, HEIGHT } from "./_layout";
import { sort } from "./_sort";

/** Draws a polygon of up to 8 corners, as pygame-ce or pygame does; rows below `lowest` are not needed. */
export function drawPolygon(points: usize, count: i32, index: u32, lowest: i32, pygame: bool): void {
  let left: i32 = load<i32>(points);
  let right = left;
  let top: i32 = load<i32>(points, 4);
  let bottom = top;
  for (let i = 1; i < count; i++) {
    const x = load<i32>(points + 8 * i);
    const y = load<i32>(points + 8 * i, 4);
    left = min(left, x);
    right = max(right, x);
    top = min(top, y);
    bottom = max(bottom, y);
  }
  if (top == bottom) {
    if (top >= lowest && top < HEIGHT) fillClipped(left, right, top, index);
    return;
  }
  const firstRow = max(top, lowest);
  const lastRow = min(bottom, HEIGHT - 1);
  findCrossings(points, count, bottom, firstRow, lastRow, pygame);
  for (let y = firstRow; y <= lastRow; y++) {
    const crossings = CROSSINGS + 32 * y;
    const known = load<i32>(CROSSING_COUNTS + 4 * y);
    if (known > 2) sort(crossings, known);
    for (let i = 0; i + 1 < known; i += 2) {
      const a = load<i32>(crossings + 4 * i);
      const b = load<i32>(crossings + 4 * i, 4);
      fillClipped(min(a, b), max(a, b), y, index);
    }
  }
  // A horizontal edge that is the lower end of one part of the shape belongs to no span above.
  for (let i = 0; i < count; i++) {
    const a = points + 8 * i;
    const b = points + 8 * (i + 1 == count ? 0 : i + 1);
    const y = load<i32>(a, 4);
    if (y != load<i32>(b, 4) || y <= top || y >= bottom || y < firstRow || y > lastRow) continue;
    fillClipped(min(load<i32>(a), load<i32>(b)), max(load<i32>(a), load<i32>(b)), y, index);
  }
}

/** Finds where the edges cross each row. The closing edge comes first. */
function findCrossings(points: usize, count: i32, bottom: i32, firstRow: i32, lastRow: i32, pygame: bool): void {
  for (let y = firstRow; y <= lastRow; y++) store<i32>(CROSSING_COUNTS + 4 * y, 0);
  for (let i = 0; i < count; i++) {
    const a = points + 8 * (i == 0 ? count - 1 : i - 1);
    const b = points + 8 * i;
    const down = load<i32>(a, 4) < load<i32>(b, 4);
    const upper = down ? a : b;
    const lower = down ? b : a;
    const y1 = load<i32>(upper, 4);
    const y2 = load<i32>(lower, 4);
    if (y1 == y2) continue;
    const x1 = load<i32>(upper);
    const width = load<i32>(lower) - x1;
    const height = y2 - y1;
    const end = min(y2 == bottom ? y2 : y2 - 1, lastRow);
    for (let y = max(y1, firstRow); y <= end; y++) {
      const known = load<i32>(CROSSING_COUNTS + 4 * y);
      const crossing = pygame
        ? <i32>((<f64>(y - y1) * <f64>width) / <f64>height + <f64>x1)
        : x1 + roundInTurn(<f32>((y - y1) * width) / <f32>height, known);
      store<i32>(CROSSINGS + 32 * y + 4 * known, crossing);
      store<i32>(CROSSING_COUNTS + 4 * y, known + 1);
    }
  }
}

/** Down for the first crossing of a row, up for the second, and so on. */
// @ts-ignore: decorator
@inline
function roundInTurn(offset: f32, known: i32): i32 {
  return <i32>(known & 1 ? ceil(offset) : floor(offset));
}

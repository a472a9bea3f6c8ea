// pygame.gfxdraw's aapolygon and filled_polygon in one, without the outline's pixels that the filling covers.
import { blendPixel, clear, fillClipped, fillSpan, rowOf } from "./_cells";
import { COLORS, CROSSING_COUNTS, CROSSINGS, HEIGHT, SPANS, WIDTH } from "./_layout";
import { sort } from "./_sort";

/** Draws a quadrilateral, or any polygon of up to 8 corners; rows below `lowest` are not needed. */
export function drawSmoothPolygon(points: usize, count: i32, index: u32, lowest: i32): void {
  let top: i32 = load<i32>(points + 4);
  let bottom = top;
  for (let i = 1; i < count; i++) {
    const y = load<i32>(points + 8 * i + 4);
    top = min(top, y);
    bottom = max(bottom, y);
  }
  if (top < -1 && bottom > HEIGHT && containsCanvas(points, count)) {
    clear(index);
    return;
  }
  const firstRow = max(top, lowest);
  const lastRow = min(bottom, HEIGHT - 1);
  if (firstRow > lastRow + 1) return;
  const convex = isConvex(points, count);
  if (convex) findConvexSpans(points, count, bottom, firstRow, lastRow);
  else findSpans(points, count, bottom, firstRow, lastRow);
  setSpan(firstRow - 1, NOWHERE, 0);
  setSpan(lastRow + 1, NOWHERE, 0);
  // The order of the lines matters where they meet: the closing line comes last.
  for (let i = 1; i <= count; i++) {
    const from = points + 8 * (i - 1);
    const to = points + 8 * (i == count ? 0 : i);
    drawLine(load<i32>(from), load<i32>(from + 4), load<i32>(to), load<i32>(to + 4), index, firstRow, lastRow, lowest);
  }
  if (convex) fillConvex(firstRow, lastRow, index);
  else fillSpans(firstRow, lastRow, index);
}

/** Whether all corners of the canvas lie at least two pixels inside a polygon that is convex. */
function containsCanvas(points: usize, count: i32): bool {
  let side: f64 = 0;
  for (let i = 0; i < count; i++) {
    const a = points + 8 * i;
    const b = points + 8 * (i + 1 == count ? 0 : i + 1);
    const x = <f64>load<i32>(a);
    const y = <f64>load<i32>(a, 4);
    const dx = <f64>load<i32>(b) - x;
    const dy = <f64>load<i32>(b, 4) - y;
    const enough = 2 * sqrt(dx * dx + dy * dy);
    for (let corner = 0; corner < 4; corner++) {
      const toX = <f64>(corner & 1 ? WIDTH : -1) - x;
      const toY = <f64>(corner & 2 ? HEIGHT : -1) - y;
      const distance = dx * toY - dy * toX;
      if (side == 0) side = distance < 0 ? -1 : 1;
      if (side * distance < enough) return false;
    }
  }
  return true;
}

/** First column of a span that covers nothing. */
const NOWHERE: i32 = 0x40000000;

/** Whether a polygon is a quadrilateral with four turns the same way. */
function isConvex(points: usize, count: i32): bool {
  if (count != 4) return false;
  let left = 0;
  let right = 0;
  for (let i = 0; i < 4; i++) {
    const a = points + 8 * i;
    const b = points + 8 * ((i + 1) & 3);
    const c = points + 8 * ((i + 2) & 3);
    const x = load<i32>(b);
    const y = load<i32>(b, 4);
    const turn = <i64>(x - load<i32>(a)) * (load<i32>(c, 4) - y) - <i64>(y - load<i32>(a, 4)) * (load<i32>(c) - x);
    if (turn > 0) left++;
    if (turn < 0) right++;
  }
  return left == 4 || right == 4;
}

/** Finds each row's span, when every row crosses one edge that goes down and one that goes up. */
function findConvexSpans(points: usize, count: i32, bottom: i32, firstRow: i32, lastRow: i32): void {
  for (let i = 0; i < count; i++) {
    const a = points + 8 * i;
    const b = points + 8 * ((i + 1) & 3);
    const down = load<i32>(a, 4) < load<i32>(b, 4);
    if (down) crossRows(a, b, bottom, firstRow, lastRow, 0);
    else crossRows(b, a, bottom, firstRow, lastRow, 4);
  }
  for (let y = firstRow; y <= lastRow; y++) {
    const a = load<i32>(SPANS + 8 * (y + 1));
    const b = load<i32>(SPANS + 8 * (y + 1), 4);
    const left = round(min(a, b) + 1);
    const right = round(max(a, b) - 1);
    setSpan(y, min(left, right), abs(right - left));
  }
}

/** Finds and sorts the crossings of each row. What the filling covers is not known then. */
function findSpans(points: usize, count: i32, bottom: i32, firstRow: i32, lastRow: i32): void {
  for (let y = firstRow; y <= lastRow; y++) {
    store<i32>(CROSSING_COUNTS + 4 * y, 0);
    setSpan(y, NOWHERE, 0);
  }
  for (let i = 0; i < count; i++) {
    const a = points + 8 * i;
    const b = points + 8 * (i + 1 == count ? 0 : i + 1);
    const down = load<i32>(a, 4) < load<i32>(b, 4);
    crossRows(down ? a : b, down ? b : a, bottom, firstRow, lastRow, -1);
  }
  for (let y = firstRow; y <= lastRow; y++) sort(CROSSINGS + 32 * y, load<i32>(CROSSING_COUNTS + 4 * y));
}

/**
 * Finds where an edge crosses the rows, in 16.16 fixed point. Stores that at `place` in the row's span, or adds it to
 * the row's crossings when `place` is negative.
 */
// @ts-ignore: decorator
@inline
function crossRows(upper: usize, lower: usize, bottom: i32, firstRow: i32, lastRow: i32, place: i32): void {
  const y1 = load<i32>(upper, 4);
  const y2 = load<i32>(lower, 4);
  const height = y2 - y1;
  let y = max(y1, firstRow);
  const end = min(y2 == bottom ? y2 : y2 - 1, lastRow);
  if (height == 0 || y > end) return;
  const width = load<i32>(lower) - load<i32>(upper);
  const start = load<i32>(upper) << 16;
  // 65536 · (y − y1) / height, by steps: quotient and remainder.
  const quotientStep = 65536 / height;
  const remainderStep = 65536 - quotientStep * height;
  let quotient = (65536 * (y - y1)) / height;
  let remainder = 65536 * (y - y1) - quotient * height;
  for (; y <= end; y++) {
    const crossing = quotient * width + start;
    if (place >= 0) {
      store<i32>(SPANS + 8 * (y + 1) + place, crossing);
    } else {
      const known = load<i32>(CROSSING_COUNTS + 4 * y);
      store<i32>(CROSSINGS + 32 * y + 4 * known, crossing);
      store<i32>(CROSSING_COUNTS + 4 * y, known + 1);
    }
    quotient += quotientStep;
    remainder += remainderStep;
    if (remainder >= height) {
      remainder -= height;
      quotient++;
    }
  }
}

/** Rows may be −1 or HEIGHT. */
// @ts-ignore: decorator
@inline
function setSpan(y: i32, first: i32, more: i32): void {
  store<i32>(SPANS + 8 * (y + 1), first);
  store<i32>(SPANS + 8 * (y + 1), more, 4);
}

/** Rounds 16.16 fixed point to the nearest integer, halves up. */
// @ts-ignore: decorator
@inline
function round(value: i32): i32 {
  return (value >> 16) + ((value & 0x8000) >> 15);
}

function fillConvex(firstRow: i32, lastRow: i32, index: u32): void {
  for (let y = firstRow; y <= lastRow; y++) {
    const first = load<i32>(SPANS + 8 * (y + 1));
    fillClipped(first, first + load<i32>(SPANS + 8 * (y + 1), 4), y, index);
  }
}

function fillSpans(firstRow: i32, lastRow: i32, index: u32): void {
  for (let y = firstRow; y <= lastRow; y++) {
    const count = load<i32>(CROSSING_COUNTS + 4 * y);
    for (let i = 0; i + 1 < count; i += 2) {
      const left = round(load<i32>(CROSSINGS + 32 * y + 4 * i) + 1);
      const right = round(load<i32>(CROSSINGS + 32 * y + 4 * i + 4) - 1);
      fillClipped(min(left, right), max(left, right), y, index);
    }
  }
}

const LEFT: i32 = 1;
const RIGHT: i32 = 2;
const ABOVE: i32 = 4;
const BELOW: i32 = 8;

// @ts-ignore: decorator
@inline
function outside(x: i32, y: i32): i32 {
  return (x < 0 ? LEFT : x >= WIDTH ? RIGHT : 0) | (y < 0 ? ABOVE : y >= HEIGHT ? BELOW : 0);
}

// @ts-ignore: decorator
@inline
function int16(value: f32): i32 {
  return (<i32>value << 16) >> 16;
}

/** Xiaolin Wu's line without its end point, cut to the canvas with float32 slopes. */
function drawLine(
  x1: i32,
  y1: i32,
  x2: i32,
  y2: i32,
  index: u32,
  firstRow: i32,
  lastRow: i32,
  lowest: i32,
): void {
  for (;;) {
    let side = outside(x1, y1);
    const other = outside(x2, y2);
    if ((side | other) == 0) break;
    if ((side & other) != 0) return;
    if (side == 0) {
      let swap = x1;
      x1 = x2;
      x2 = swap;
      swap = y1;
      y1 = y2;
      y2 = swap;
      side = other;
    }
    const slope: f32 = x1 == x2 ? 1 : <f32>(y2 - y1) / <f32>(x2 - x1);
    if (side & (LEFT | RIGHT)) {
      const edge = side & LEFT ? 0 : WIDTH - 1;
      y1 = ((y1 + int16(<f32>(edge - x1) * slope)) << 16) >> 16;
      x1 = edge;
    } else {
      const edge = side & ABOVE ? 0 : HEIGHT - 1;
      if (x1 != x2) x1 = ((x1 + int16(<f32>(edge - y1) / slope)) << 16) >> 16;
      y1 = edge;
    }
  }
  const backwards = y1 > y2;
  let x = backwards ? x2 : x1;
  let y = backwards ? y2 : y1;
  const dx = backwards ? x1 - x2 : x2 - x1;
  const dy = abs(y2 - y1);
  if (dx == 0) {
    const end = y + dy;
    for (let row = max(y, lowest); row <= end; row++) if (!covered(x, row)) fillSpan(x, x, row, index);
    return;
  }
  if (dy == 0) {
    if (y >= lowest) fillSpan(min(x, x + dx), max(x, x + dx), y, index);
    return;
  }
  if (y1 >= lowest && !covered(x1, y1)) fillSpan(x1, x1, y1, index);
  const direction = dx < 0 ? -1 : 1;
  const width = abs(dx);
  if (dy > width) drawSteep(x, y, dy, direction, (width << 16) / dy, index, lowest);
  else drawFlat(x, y, width, direction, ((dy << 16) / width) & 0xffff, index, lowest);
}

/** Whether the filling covers a pixel. */
// @ts-ignore: decorator
@inline
function covered(x: i32, y: i32): bool {
  const span = SPANS + 8 * (y + 1);
  return <u32>(x - load<i32>(span)) <= load<u32>(span, 4);
}

/** Two pixels a row, side by side, none of them outside the canvas. */
function drawSteep(x: i32, y: i32, steps: i32, direction: i32, fraction: i32, index: u32, lowest: i32): void {
  const color = load<u32>(COLORS + 4 * index);
  let i = max(1, lowest - y);
  // Whole pixels advanced, and 16 bits of fraction.
  let advance = i * fraction;
  for (; i < steps; i++, advance += fraction) {
    const span = SPANS + 8 * (y + i + 1);
    const first = load<i32>(span);
    const more = load<u32>(span, 4);
    const row = rowOf(y + i);
    const weight = (advance >> 8) & 255;
    const near = x + direction * (advance >> 16);
    const far = near + direction;
    if (<u32>(near - first) > more && weight < 254) {
      blendPixel(row, near, index, color, (255 * (255 - weight)) >> 8);
    }
    if (<u32>(far - first) > more && weight > 1) blendPixel(row, far, index, color, (255 * weight) >> 8);
  }
}

/** Two pixels a column, one above the other, none of them outside the canvas. */
function drawFlat(x: i32, y: i32, steps: i32, direction: i32, fraction: i32, index: u32, lowest: i32): void {
  const color = load<u32>(COLORS + 4 * index);
  let error = 0;
  let before = 0;
  let i = 1;
  while (i < steps) {
    // As long as the line stays between these two rows. The first step from a corner may leave them at once.
    error = (before + fraction) & 0xffff;
    if (error <= before) y++;
    const span = SPANS + 8 * (y + 1);
    const nearFirst = load<i32>(span);
    const nearMore = y >= lowest ? load<u32>(span, 4) : 0xffffffff;
    const farFirst = load<i32>(span, 8);
    const farMore = y + 1 >= lowest ? load<u32>(span, 12) : 0xffffffff;
    const nearRow = rowOf(y);
    const farRow = rowOf(y + 1);
    do {
      x += direction;
      const weight = error >> 8;
      if (<u32>(x - nearFirst) > nearMore && weight < 254) {
        blendPixel(nearRow, x, index, color, (255 * (255 - weight)) >> 8);
      }
      if (<u32>(x - farFirst) > farMore && weight > 1) {
        blendPixel(farRow, x, index, color, (255 * weight) >> 8);
      }
      i++;
      before = error;
      error = (error + fraction) & 0xffff;
    } while (i < steps && error > before);
  }
}

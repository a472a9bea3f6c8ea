// pygame.gfxdraw's aapolygon and filled_polygon in one, without the outline's pixels that the filling covers.
import { blendPixel, clear, fillClipped, fillSpan, rowOf } from "./_cells";
import {
  COLORS,
  COVER,
  CROSSING_COUNTS,
  CROSSINGS,
  HEIGHT,
  SPAN_MORES,
  SPANS,
  SPANS_BYTES,
  TOUCHED,
  WIDTH,
} from "./_layout";
import { sort } from "./_sort";

/** Where the spans of the polygon in work lie, and those of the next one. */
let spans: usize = SPANS;
let nextSpans: usize = SPANS + SPANS_BYTES;

/** The polygon in work: its rows on the canvas, whether it is convex. */
let firstRow: i32 = 0;
let lastRow: i32 = 0;
let convex: bool = false;

/** The polygon whose spans have been found ahead (0: none), and its rows. It is convex. */
let ahead: usize = 0;
let aheadFirstRow: i32 = 0;
let aheadLastRow: i32 = 0;

/** Begins a picture. */
export function forgetPolygons(): void {
  ahead = 0;
}

/**
 * Draws a quadrilateral, or any polygon of up to 8 corners; rows below `lowest` are not needed.
 * @param next the polygon that is drawn next and will cover some of this one's outline, with as many corners; 0: none
 */
export function drawSmoothPolygon(points: usize, count: i32, index: u32, lowest: i32, next: usize): void {
  if (ahead == points) {
    const others = spans;
    spans = nextSpans;
    nextSpans = others;
    firstRow = aheadFirstRow;
    lastRow = aheadLastRow;
    convex = true;
  } else {
    const bottom = findRows(points, count, lowest);
    if (coversCanvas(points, count)) {
      clear(index);
      return;
    }
    convex = isConvex(points, count);
    if (firstRow > lastRow + 1) return;
    if (convex) findConvexSpans(spans, points, count, bottom);
    else findSpans(points, count, bottom);
  }
  const first = firstRow;
  const last = lastRow;
  ahead = 0;
  if (next != 0) {
    const bottom = findRows(next, count, lowest);
    if (firstRow <= lastRow && isConvex(next, count) && !coversCanvas(next, count)) {
      findConvexSpans(nextSpans, next, count, bottom);
      ahead = next;
      aheadFirstRow = firstRow;
      aheadLastRow = lastRow;
    }
    firstRow = first;
    lastRow = last;
  }
  findCover();
  // Lines leave out what the filling covers when the polygon is convex, so that it can come first: then there is less
  // to keep of what lies under it.
  if (convex) fillConvex(index);
  // The order of the lines matters where they meet: the closing line comes last.
  for (let i = 1; i <= count; i++) {
    const from = points + 8 * (i - 1);
    const to = points + 8 * (i == count ? 0 : i);
    drawLine(load<i32>(from), load<i32>(from + 4), load<i32>(to), load<i32>(to + 4), index, lowest);
  }
  if (!convex) fillSpans(index);
}

/** Finds the rows of a polygon that are on the canvas and needed. Returns its last one. */
function findRows(points: usize, count: i32, lowest: i32): i32 {
  let top: i32 = load<i32>(points + 4);
  let bottom = top;
  for (let i = 1; i < count; i++) {
    const y = load<i32>(points + 8 * i + 4);
    top = min(top, y);
    bottom = max(bottom, y);
  }
  firstRow = max(top, lowest);
  lastRow = min(bottom, HEIGHT - 1);
  return bottom;
}

/** Finds what of each row the polygon and the next one cover together, as far as that is one span. */
function findCover(): void {
  const nowhere = i32x4.splat(NOWHERE);
  for (let y = firstRow - 1; y <= lastRow + 1; y += 4) {
    const at = 4 * (y + 1);
    v128.store(COVER + at, convex ? v128.load(spans + at) : nowhere);
    v128.store(COVER + SPAN_MORES + at, convex ? v128.load(spans + SPAN_MORES + at) : i32x4.splat(0));
  }
  setCover(firstRow - 1, NOWHERE);
  setCover(lastRow + 1, NOWHERE);
  if (ahead == 0) return;
  const end = min(lastRow + 1, aheadLastRow);
  const one = i32x4.splat(1);
  const zeroToThree = i32x4(0, 1, 2, 3);
  for (let y = max(firstRow - 1, aheadFirstRow); y <= end; y += 4) {
    const at = 4 * (y + 1);
    const first = v128.load(COVER + at);
    const more = v128.load(COVER + SPAN_MORES + at);
    const last = i32x4.add(first, more);
    const nextFirst = v128.load(nextSpans + at);
    const nextLast = i32x4.add(nextFirst, v128.load(nextSpans + SPAN_MORES + at));
    const alone = i32x4.eq(first, nowhere);
    const touch = v128.and(
      i32x4.le_s(nextFirst, i32x4.add(last, one)),
      i32x4.le_s(first, i32x4.add(nextLast, one)),
    );
    const use = v128.and(v128.or(alone, touch), i32x4.le_s(zeroToThree, i32x4.splat(end - y)));
    const from = i32x4.min_s(first, nextFirst);
    const to = v128.bitselect(nextLast, i32x4.max_s(last, nextLast), alone);
    v128.store(COVER + at, v128.bitselect(from, first, use));
    v128.store(COVER + SPAN_MORES + at, v128.bitselect(i32x4.sub(to, from), more, use));
  }
}

/** Whether all corners of the canvas lie at least two pixels inside a polygon that is convex. */
export function coversCanvas(points: usize, count: i32): bool {
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

/**
 * Finds each row's span and leaves it at `target`, when every row crosses one edge that goes down and one that goes up.
 */
function findConvexSpans(target: usize, points: usize, count: i32, bottom: i32): void {
  for (let i = 0; i < count; i++) {
    const a = points + 8 * i;
    const b = points + 8 * ((i + 1) & 3);
    const down = load<i32>(a, 4) < load<i32>(b, 4);
    if (down) crossRows(a, b, bottom, target);
    else crossRows(b, a, bottom, target + SPAN_MORES);
  }
  const one = i32x4.splat(1);
  for (let y = firstRow; y <= lastRow; y += 4) {
    const firsts = target + 4 * (y + 1);
    const mores = target + SPAN_MORES + 4 * (y + 1);
    const a = v128.load(firsts);
    const b = v128.load(mores);
    const left = roundAll(i32x4.add(i32x4.min_s(a, b), one));
    const right = roundAll(i32x4.sub(i32x4.max_s(a, b), one));
    v128.store(firsts, i32x4.min_s(left, right));
    v128.store(mores, i32x4.abs(i32x4.sub(right, left)));
  }
}

/** Finds and sorts the crossings of each row. What the filling covers is not known then. */
function findSpans(points: usize, count: i32, bottom: i32): void {
  for (let y = firstRow; y <= lastRow; y++) store<i32>(CROSSING_COUNTS + 4 * y, 0);
  for (let i = 0; i < count; i++) {
    const a = points + 8 * i;
    const b = points + 8 * (i + 1 == count ? 0 : i + 1);
    const down = load<i32>(a, 4) < load<i32>(b, 4);
    crossRows(down ? a : b, down ? b : a, bottom, 0);
  }
  for (let y = firstRow; y <= lastRow; y++) sort(CROSSINGS + 32 * y, load<i32>(CROSSING_COUNTS + 4 * y));
}

/**
 * Finds where an edge crosses the rows, in 16.16 fixed point. Stores that at `place` for each row, or adds it to the
 * row's crossings when `place` is 0.
 */
// @ts-ignore: decorator
@inline
function crossRows(upper: usize, lower: usize, bottom: i32, place: usize): void {
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
  if (place != 0 && end - y >= 3) {
    // Four rows at a time.
    let quotients = i32x4.splat(quotient);
    let remainders = i32x4.splat(remainder);
    const heights = i32x4.splat(height);
    for (let lane = 1; lane < 4; lane++) {
      quotient += quotientStep;
      remainder += remainderStep;
      if (remainder >= height) {
        remainder -= height;
        quotient++;
      }
      const others = lane == 1 ? i32x4(0, -1, -1, -1) : lane == 2 ? i32x4(0, 0, -1, -1) : i32x4(0, 0, 0, -1);
      quotients = v128.bitselect(i32x4.splat(quotient), quotients, others);
      remainders = v128.bitselect(i32x4.splat(remainder), remainders, others);
    }
    const fullStep = 262144 / height;
    const quotientSteps = i32x4.splat(fullStep);
    const remainderSteps = i32x4.splat(262144 - fullStep * height);
    const starts = i32x4.splat(start);
    const widths = i32x4.splat(width);
    for (; y + 3 <= end; y += 4) {
      v128.store(place + 4 * (y + 1), i32x4.add(i32x4.mul(quotients, widths), starts));
      remainders = i32x4.add(remainders, remainderSteps);
      const carries = i32x4.ge_s(remainders, heights);
      remainders = i32x4.sub(remainders, v128.and(heights, carries));
      quotients = i32x4.sub(i32x4.add(quotients, quotientSteps), carries);
    }
    quotient = i32x4.extract_lane(quotients, 0);
    remainder = i32x4.extract_lane(remainders, 0);
  }
  for (; y <= end; y++) {
    const crossing = quotient * width + start;
    if (place != 0) {
      store<i32>(place + 4 * (y + 1), crossing);
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
function setCover(y: i32, first: i32): void {
  store<i32>(COVER + 4 * (y + 1), first);
  store<i32>(COVER + SPAN_MORES + 4 * (y + 1), 0);
}

// @ts-ignore: decorator
@inline
function roundAll(values: v128): v128 {
  return i32x4.add(i32x4.shr_s(values, 16), v128.and(i32x4.shr_u(values, 15), i32x4.splat(1)));
}

/** Rounds 16.16 fixed point to the nearest integer, halves up. */
// @ts-ignore: decorator
@inline
function round(value: i32): i32 {
  return (value >> 16) + ((value & 0x8000) >> 15);
}

function fillConvex(index: u32): void {
  for (let y = firstRow; y <= lastRow; y++) {
    const first = load<i32>(spans + 4 * (y + 1));
    const last = min(first + load<i32>(spans + SPAN_MORES + 4 * (y + 1)), WIDTH - 1);
    if (max(first, 0) <= last) fillSpan(max(first, 0), last, y, index);
  }
}

function fillSpans(index: u32): void {
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
    for (let row = max(y, lowest); row <= end; row++) if (!covered(x, row)) fillClipped(x, x, row, index);
    return;
  }
  if (dy == 0) {
    if (y >= lowest) fillClipped(min(x, x + dx), max(x, x + dx), y, index);
    return;
  }
  if (y1 >= lowest && !covered(x1, y1)) fillClipped(x1, x1, y1, index);
  const direction = dx < 0 ? -1 : 1;
  const width = abs(dx);
  if (dy > width) drawSteep(x, y, dy, direction, (width << 16) / dy, index, lowest);
  else drawFlat(x, y, width, direction, ((dy << 16) / width) & 0xffff, index, lowest);
}

/** Whether the filling, or the next one, covers a pixel. */
// @ts-ignore: decorator
@inline
function covered(x: i32, y: i32): bool {
  const at = COVER + 4 * (y + 1);
  return <u32>(x - load<i32>(at)) <= load<u32>(at + SPAN_MORES);
}

/** Two pixels a row, side by side, none of them outside the canvas. Four rows at a time. */
function drawSteep(x: i32, y: i32, steps: i32, direction: i32, fraction: i32, index: u32, lowest: i32): void {
  const color = load<u32>(COLORS + 4 * index);
  const xs = i32x4.splat(x);
  const directions = i32x4.splat(direction);
  const levels = i32x4.splat(255);
  const zeroToThree = i32x4(0, 1, 2, 3);
  let i = max(1, lowest - y);
  // Whole pixels advanced, and 16 bits of fraction.
  let advances = i32x4.mul(i32x4.add(i32x4.splat(i), zeroToThree), i32x4.splat(fraction));
  const advanceSteps = i32x4.splat(4 * fraction);
  for (; i < steps; i += 4) {
    const whole = i32x4.shr_u(advances, 16);
    const near = i32x4.add(xs, i32x4.mul(whole, directions));
    const far = i32x4.add(near, directions);
    const weight = v128.and(i32x4.shr_u(advances, 8), levels);
    const firsts = v128.load(COVER + 4 * (y + i + 1));
    const mores = v128.load(COVER + SPAN_MORES + 4 * (y + i + 1));
    const nearAlpha = i32x4.shr_u(i32x4.mul(i32x4.sub(levels, weight), levels), 8);
    const farAlpha = i32x4.shr_u(i32x4.mul(weight, levels), 8);
    const zero = i32x4.splat(0);
    const nearShows = v128.and(i32x4.gt_u(i32x4.sub(near, firsts), mores), i32x4.ne(nearAlpha, zero));
    const farShows = v128.and(i32x4.gt_u(i32x4.sub(far, firsts), mores), i32x4.ne(farAlpha, zero));
    const rows = (1 << min(steps - i, 4)) - 1;
    let bits = (i32x4.bitmask(nearShows) & rows) | ((i32x4.bitmask(farShows) & rows) << 4);
    v128.store(TOUCHED, near);
    v128.store(TOUCHED, far, 16);
    v128.store(TOUCHED, nearAlpha, 32);
    v128.store(TOUCHED, farAlpha, 48);
    while (bits != 0) {
      const place = ctz(bits);
      bits &= bits - 1;
      const touched = TOUCHED + 4 * place;
      blendPixel(rowOf(y + i + (place & 3)), load<i32>(touched), index, color, load<u32>(touched, 32));
    }
    advances = i32x4.add(advances, advanceSteps);
  }
}

/** Two pixels a column, one above the other, none of them outside the canvas. */
function drawFlat(x: i32, y: i32, steps: i32, direction: i32, fraction: i32, index: u32, lowest: i32): void {
  const color = load<u32>(COLORS + 4 * index);
  let error = 0;
  let i = 1;
  while (i < steps) {
    // As long as the line stays between these two rows. The first step from a corner may leave them at once.
    const start = (error + fraction) & 0xffff;
    if (start <= error) y++;
    const more = fraction == 0 ? 0 : min((0xffff - start) / fraction, steps - i - 1);
    error = start + more * fraction;
    if (y >= lowest) blendRun(x, y, more + 1, direction, 65535 - start, -fraction, index, color);
    if (y + 1 >= lowest) blendRun(x, y + 1, more + 1, direction, start, fraction, index, color);
    x += direction * (more + 1);
    i += more + 1;
  }
}

/**
 * Mixes a colour into pixels of a row that the filling does not cover: `count` of them behind column x.
 * @param weight of the first one, in units of 1/65536, and what is added to it from one to the next
 */
// @ts-ignore: decorator
@inline
function blendRun(
  x: i32,
  y: i32,
  count: i32,
  direction: i32,
  weight: i32,
  weightStep: i32,
  index: u32,
  color: u32,
): void {
  const first = load<i32>(COVER + 4 * (y + 1));
  const last = first + load<i32>(COVER + SPAN_MORES + 4 * (y + 1));
  const row = rowOf(y);
  // The covered ones are neighbours: from number `from` to number `to`.
  const from = direction > 0 ? first - x : x - last;
  const to = direction > 0 ? last - x : x - first;
  for (let i = from <= 1 && to >= 1 ? to + 1 : 1; i <= count; i++) {
    if (i == from) {
      i = to;
      continue;
    }
    const alpha = (255 * ((weight + (i - 1) * weightStep) >> 8)) >> 8;
    if (alpha != 0) blendPixel(row, x + direction * i, index, color, alpha);
  }
}

// Paints the 96 × 96 observation without ever drawing the 1000 × 800 canvas in full.
import { averageCanvas } from "./_average";
import { clear, countUpwards, drawGreys, overflowed } from "./_cells";
import { startColors, indexOf } from "./_colors";
import { COLOR_LIMIT, HEIGHT, INPUT, PICTURE, SCORE, WIDTH } from "./_layout";
import { drawPolygon } from "./_polygon";
import { coversCanvas, drawSmoothPolygon, forgetPolygons } from "./_smooth-polygon";
import { prepareWindows } from "./_windows";

/** Kinds of shape, as in draw-list.ts. */
const SMOOTH_POLYGON: i32 = 0;
const PYGAME: i32 = 4;

/** Where the host puts the shapes, and where it finds the picture. */
export function input(): usize {
  return INPUT;
}

export function picture(): usize {
  return PICTURE;
}

/** Must be called once, before any picture. */
export function prepare(): void {
  prepareWindows();
}

/**
 * Draws the scene, which lies at `input()`: `words` words of it before the flip, the rest up to `end` after it. Of the
 * scene's lowest rows, `hidden` will be drawn over. False when there is too much to draw for this kernel.
 */
export function draw(words: i32, end: i32, hidden: i32): bool {
  startColors();
  forgetPolygons();
  // Mostly the playfield, which comes first, colours the whole canvas.
  const covered = words != 0 && load<i32>(INPUT) == SMOOTH_POLYGON && coversCanvas(INPUT + 12, load<i32>(INPUT, 8));
  if (!covered) clear(indexOf(0));
  countUpwards(true);
  if (!drawShapes(INPUT, INPUT + 4 * words, hidden)) return false;
  countUpwards(false);
  return drawShapes(INPUT + 4 * words, INPUT + 4 * end, 0);
}

/** Where the host puts the score: grey levels (u8), row-major, at most 16,000. */
export function score(): usize {
  return SCORE;
}

/** Draws the score at its place, cut to the canvas. */
export function drawScore(left: i32, top: i32, width: i32, height: i32): void {
  const first = max(left, 0);
  const last = min(left + width, WIDTH) - 1;
  for (let row = max(0, -top); row < min(height, HEIGHT - top); row++) {
    drawGreys(SCORE + width * row + first - left, first, last, top + row);
  }
}

/** Scales what was drawn; the result lies at `picture()`: row-major RGB. */
export function scale(): bool {
  averageCanvas();
  return !overflowed();
}

function drawShapes(at: usize, end: usize, hidden: i32): bool {
  while (at < end) {
    const index = indexOf(load<u32>(at, 4));
    if (index == COLOR_LIMIT) return false;
    const count = load<i32>(at, 8);
    const kind = load<i32>(at);
    const next = at + 12 + 8 * count;
    if (kind == SMOOTH_POLYGON) {
      const pair = next < end && load<i32>(next) == SMOOTH_POLYGON && load<i32>(next, 8) == count;
      drawSmoothPolygon(at + 12, count, index, hidden, pair ? next + 12 : 0);
    } else {
      drawPolygon(at + 12, count, index, hidden, (kind & PYGAME) != 0);
    }
    at = next;
  }
  return !overflowed();
}

// Bounding boxes parallel to the axes, as the vector (low x, low y, −high x, −high y): then a box is joined with
// another by four minima, grown by one subtraction and compared by four comparisons.

/** Box2D's skin around every polygon (m). */
export const SKIN: f32 = 0.01;
/** Margin of fat bounds (m). */
const MARGIN: f32 = 0.1;

/** Bounds of polygon corners, with their skin. */
export function boundsOf(corners: usize, count: i32): v128 {
  let lowX = load<f32>(corners);
  let lowY = load<f32>(corners, 4);
  let highX = lowX;
  let highY = lowY;
  for (let at = corners + 8; at < corners + (count << 3); at += 8) {
    const x = load<f32>(at);
    const y = load<f32>(at, 4);
    lowX = x < lowX ? x : lowX;
    lowY = y < lowY ? y : lowY;
    highX = x > highX ? x : highX;
    highY = y > highY ? y : highY;
  }
  return f32x4.sub(box(lowX, lowY, -highX, -highY), f32x4.splat(SKIN));
}

/** Grows bounds by a margin, and by twice the displacement (m) in its direction. */
// @ts-ignore: decorator
@inline
export function fatten(bounds: v128, dx: f32, dy: f32): v128 {
  const x: f32 = 2 * dx;
  const y: f32 = 2 * dy;
  const ahead = box(x < 0 ? x : 0, y < 0 ? y : 0, x < 0 ? 0 : -x, y < 0 ? 0 : -y);
  return f32x4.add(f32x4.sub(bounds, f32x4.splat(MARGIN)), ahead);
}

// @ts-ignore: decorator
@inline
export function contains(outer: v128, inner: v128): bool {
  return v128.all_true<i32>(f32x4.le(outer, inner));
}

// @ts-ignore: decorator
@inline
export function overlap(a: v128, b: v128): bool {
  return v128.all_true<i32>(f32x4.le(a, f32x4.neg(v128.shuffle<f32>(b, b, 2, 3, 0, 1))));
}

// @ts-ignore: decorator
@inline
export function join(a: v128, b: v128): v128 {
  return f32x4.min(a, b);
}

// @ts-ignore: decorator
@inline
function box(a: f32, b: f32, c: f32, d: f32): v128 {
  return f32x4.replace_lane(f32x4.replace_lane(f32x4.replace_lane(f32x4.splat(a), 1, b), 2, c), 3, d);
}

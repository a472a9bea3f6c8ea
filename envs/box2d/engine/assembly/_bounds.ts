// Bounding boxes parallel to the axes, as the vector (low x, low y, −high x, −high y): then a box is joined
// with another by four minima, grown by one subtraction and compared by four comparisons.

import { BOUNDS_AHEAD, BOUNDS_MARGIN } from "./_settings";

// @ts-ignore: decorator
@inline
export function box(lowX: f32, lowY: f32, highX: f32, highY: f32): v128 {
  const x = f32x4.replace_lane(f32x4.splat(lowX), 1, lowY);
  return f32x4.replace_lane(f32x4.replace_lane(x, 2, -highX), 3, -highY);
}

/** Grows bounds by a skin (m) on all sides. */
// @ts-ignore: decorator
@inline
export function grow(bounds: v128, skin: f32): v128 {
  return f32x4.sub(bounds, f32x4.splat(skin));
}

/** Grows bounds by a margin, and by twice the displacement (m) in its direction. */
// @ts-ignore: decorator
@inline
export function fatten(bounds: v128, dx: f32, dy: f32): v128 {
  const x = dx * BOUNDS_AHEAD;
  const y = dy * BOUNDS_AHEAD;
  const ahead = box(x < 0 ? x : 0, y < 0 ? y : 0, x < 0 ? 0 : x, y < 0 ? 0 : y);
  return f32x4.add(f32x4.sub(bounds, f32x4.splat(BOUNDS_MARGIN)), ahead);
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

/** Circumference (m). */
// @ts-ignore: decorator
@inline
export function perimeter(bounds: v128): f32 {
  const width = -f32x4.extract_lane(bounds, 2) - f32x4.extract_lane(bounds, 0);
  const height = -f32x4.extract_lane(bounds, 3) - f32x4.extract_lane(bounds, 1);
  return (width + height) * 2;
}

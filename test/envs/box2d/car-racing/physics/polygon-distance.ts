/**
 * Distance of two convex polygons (corners x and y in turn, in either sense of rotation); 0 where they overlap. Plain
 * and slow, in float64: what the engines' contacts are tested against.
 */
export function polygonDistance(a: ArrayLike<number>, b: ArrayLike<number>): number {
  if (contains(a, b[0], b[1]) || contains(b, a[0], a[1])) return 0;
  let least = Number.POSITIVE_INFINITY;
  for (const [ax, ay, bx, by] of edges(a)) {
    for (const [cx, cy, dx, dy] of edges(b)) {
      const crossing =
        side(ax, ay, bx, by, cx, cy) * side(ax, ay, bx, by, dx, dy) < 0 &&
        side(cx, cy, dx, dy, ax, ay) * side(cx, cy, dx, dy, bx, by) < 0;
      if (crossing) return 0;
      least = Math.min(
        least,
        toSegment(ax, ay, cx, cy, dx, dy),
        toSegment(bx, by, cx, cy, dx, dy),
        toSegment(cx, cy, ax, ay, bx, by),
        toSegment(dx, dy, ax, ay, bx, by),
      );
    }
  }
  return least;
}

type Edge = readonly [ax: number, ay: number, bx: number, by: number];

function edges(polygon: ArrayLike<number>): Edge[] {
  const count = polygon.length / 2;
  return Array.from({ length: count }, (_, i) => {
    const next = (i + 1) % count;
    return [polygon[2 * i], polygon[2 * i + 1], polygon[2 * next], polygon[2 * next + 1]];
  });
}

/** Positive where (px, py) lies left of the line from a to b. */
function side(ax: number, ay: number, bx: number, by: number, px: number, py: number): number {
  return (bx - ax) * (py - ay) - (by - ay) * (px - ax);
}

function contains(polygon: ArrayLike<number>, x: number, y: number): boolean {
  const sides = edges(polygon).map(([ax, ay, bx, by]) => side(ax, ay, bx, by, x, y));
  return sides.every((value) => value > 0) || sides.every((value) => value < 0);
}

function toSegment(px: number, py: number, ax: number, ay: number, bx: number, by: number): number {
  const along = ((px - ax) * (bx - ax) + (py - ay) * (by - ay)) / ((bx - ax) ** 2 + (by - ay) ** 2);
  const share = Math.min(1, Math.max(0, along));
  return Math.hypot(px - ax - share * (bx - ax), py - ay - share * (by - ay));
}

// Rays through the tree: the first fixture of some categories that a ray meets.

import { box, overlap } from "./_bounds";
import { CIRCLE, EDGE, Fixture, Transform, World, cornersOf, normalsOf, transformOf } from "./_records";
import { EPSILON } from "./_settings";
import { isLeaf, nodeOf } from "./_tree";

const NONE: f32 = -1;
const stack = memory.data(256 * 4);

/**
 * The share of the way from (x1, y1) to (x2, y2) at which a ray meets a fixture that has one of the
 * categories; −1 if it meets none. The ray must have a length.
 */
export function castRay(world: World, x1: f32, y1: f32, x2: f32, y2: f32, categories: i32): f32 {
  if (world.root < 0) return NONE;
  let rx = x2 - x1;
  let ry = y2 - y1;
  const length = Mathf.sqrt(rx * rx + ry * ry);
  if (length >= EPSILON) {
    const unit = <f32>1 / length;
    rx *= unit;
    ry *= unit;
  }
  const normalX = -ry;
  const normalY = rx;
  const absoluteX = Mathf.abs(normalX);
  const absoluteY = Mathf.abs(normalY);

  let reach: f32 = 1;
  let met: f32 = NONE;
  let bounds = boundsOfRay(x1, y1, x2, y2, reach);
  let depth = 1;
  store<i32>(stack, world.root);
  while (depth > 0) {
    depth--;
    const node = nodeOf(world, load<i32>(stack + (depth << 2)));
    if (!overlap(node.bounds, bounds)) continue;
    const lowX = f32x4.extract_lane(node.bounds, 0);
    const lowY = f32x4.extract_lane(node.bounds, 1);
    const highX = -f32x4.extract_lane(node.bounds, 2);
    const highY = -f32x4.extract_lane(node.bounds, 3);
    const aside = Mathf.abs(
      normalX * (x1 - (lowX + highX) * 0.5) + normalY * (y1 - (lowY + highY) * 0.5),
    );
    if (aside - (absoluteX * ((highX - lowX) * 0.5) + absoluteY * ((highY - lowY) * 0.5)) > 0) continue;
    if (!isLeaf(node)) {
      store<i32>(stack + (depth << 2), node.child1);
      store<i32>(stack + (depth << 2), node.child2, 4);
      depth += 2;
      continue;
    }
    const fixture = changetype<Fixture>(node.fixture);
    if ((fixture.category & categories) == 0) continue;
    const share = meet(fixture, transformOf(fixture.body), x1, y1, x2, y2, reach);
    if (share < 0) continue;
    met = share;
    if (share == 0) break;
    reach = share;
    bounds = boundsOfRay(x1, y1, x2, y2, reach);
  }
  return met;
}

function boundsOfRay(x1: f32, y1: f32, x2: f32, y2: f32, reach: f32): v128 {
  const x = x1 + reach * (x2 - x1);
  const y = y1 + reach * (y2 - y1);
  return box(x1 < x ? x1 : x, y1 < y ? y1 : y, x1 > x ? x1 : x, y1 > y ? y1 : y);
}

/** Where a ray meets a fixture, up to a share `reach` of its way; −1 if it does not. */
function meet(fixture: Fixture, place: Transform, x1: f32, y1: f32, x2: f32, y2: f32, reach: f32): f32 {
  if (fixture.shape == CIRCLE) return meetCircle(fixture, place, x1, y1, x2, y2, reach);
  const fromX = x1 - place.x;
  const fromY = y1 - place.y;
  const toX = x2 - place.x;
  const toY = y2 - place.y;
  const localX1 = place.cosine * fromX + place.sine * fromY;
  const localY1 = -place.sine * fromX + place.cosine * fromY;
  const localX2 = place.cosine * toX + place.sine * toY;
  const localY2 = -place.sine * toX + place.cosine * toY;
  const dx = localX2 - localX1;
  const dy = localY2 - localY1;
  return fixture.shape == EDGE
    ? meetEdge(fixture, localX1, localY1, dx, dy, reach)
    : meetPolygon(fixture, localX1, localY1, dx, dy, reach);
}

function meetEdge(edge: Fixture, x: f32, y: f32, dx: f32, dy: f32, reach: f32): f32 {
  const corners = cornersOf(edge);
  const x1 = load<f32>(corners);
  const y1 = load<f32>(corners, 4);
  const ex = load<f32>(corners, 8) - x1;
  const ey = load<f32>(corners, 12) - y1;
  let nx = ey;
  let ny = -ex;
  const length = Mathf.sqrt(nx * nx + ny * ny);
  if (length >= EPSILON) {
    const unit = <f32>1 / length;
    nx *= unit;
    ny *= unit;
  }
  const numerator = nx * (x1 - x) + ny * (y1 - y);
  const denominator = nx * dx + ny * dy;
  if (denominator == 0) return NONE;
  const share = numerator / denominator;
  if (share < 0 || reach < share) return NONE;
  const square = ex * ex + ey * ey;
  if (square == 0) return NONE;
  const along = ((x + share * dx - x1) * ex + (y + share * dy - y1) * ey) / square;
  return along < 0 || along > 1 ? NONE : share;
}

function meetPolygon(polygon: Fixture, x: f32, y: f32, dx: f32, dy: f32, reach: f32): f32 {
  let lower: f32 = 0;
  let upper = reach;
  let entered = false;
  for (let i = 0; i < polygon.corners; i++) {
    const corner = cornersOf(polygon) + (i << 3);
    const normal = normalsOf(polygon) + (i << 3);
    const nx = load<f32>(normal);
    const ny = load<f32>(normal, 4);
    const numerator = nx * (load<f32>(corner) - x) + ny * (load<f32>(corner, 4) - y);
    const denominator = nx * dx + ny * dy;
    if (denominator == 0) {
      if (numerator < 0) return NONE;
    } else if (denominator < 0 && numerator < lower * denominator) {
      lower = numerator / denominator;
      entered = true;
    } else if (denominator > 0 && numerator < upper * denominator) {
      upper = numerator / denominator;
    }
    if (upper < lower) return NONE;
  }
  return entered ? lower : NONE;
}

function meetCircle(circle: Fixture, place: Transform, x1: f32, y1: f32, x2: f32, y2: f32, reach: f32): f32 {
  const localX = load<f32>(cornersOf(circle));
  const localY = load<f32>(cornersOf(circle), 4);
  const sx = x1 - (place.x + (place.cosine * localX - place.sine * localY));
  const sy = y1 - (place.y + (place.sine * localX + place.cosine * localY));
  const rx = x2 - x1;
  const ry = y2 - y1;
  const b = sx * sx + sy * sy - circle.radius * circle.radius;
  const c = sx * rx + sy * ry;
  const square = rx * rx + ry * ry;
  const sigma = c * c - square * b;
  if (sigma < 0 || square < EPSILON) return NONE;
  const a = -(c + Mathf.sqrt(sigma));
  return a >= 0 && a <= reach * square ? a / square : NONE;
}

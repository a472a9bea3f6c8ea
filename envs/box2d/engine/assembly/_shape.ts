// The shapes: convex polygons as Box2D 2.3 makes them (the hull by gift wrapping, counterclockwise from the
// rightmost corner), boxes, edges and circles; their bounds and masses.

import { box, grow } from "./_bounds";
import {
  CIRCLE,
  EDGE,
  Fixture,
  POLYGON,
  Transform,
  cornersOf,
  normalsOf,
} from "./_records";
import { EPSILON, MAX_CORNERS, PI, SKIN } from "./_settings";

// @ts-ignore: decorator
@inline
function put(corners: usize, index: i32, x: f32, y: f32): void {
  store<f32>(corners + (index << 3), x);
  store<f32>(corners + (index << 3), y, 4);
}

/** Makes a fixture the hull of `count` points (at most MAX_CORNERS); false if it has no area. */
export function makePolygon(fixture: Fixture, points: usize, count: i32): bool {
  if (count > MAX_CORNERS) return false;
  fixture.shape = POLYGON;
  fixture.radius = SKIN;
  const corners = cornersOf(fixture);
  const size = wrap(corners, points, count);
  fixture.corners = size;
  if (size < 3) return false;
  const normals = normalsOf(fixture);
  for (let i = 0; i < size; i++) {
    const at = corners + (i << 3);
    const next = i + 1 < size ? at + 8 : corners;
    const x = load<f32>(next) - load<f32>(at);
    const y = load<f32>(next, 4) - load<f32>(at, 4);
    const length = Mathf.sqrt(y * y + x * x);
    if (length < EPSILON) return false;
    const scale = <f32>1 / length;
    put(normals, i, y * scale, -x * scale);
  }
  return placeCentroid(fixture);
}

/**
 * Writes the hull of some points and returns its number of corners; 0 if gift wrapping does not come round.
 */
function wrap(corners: usize, points: usize, count: i32): i32 {
  const end = points + (count << 3);
  let rightmost = points;
  for (let at = points + 8; at < end; at += 8) {
    const x = load<f32>(at);
    const most = load<f32>(rightmost);
    if (x > most || (x == most && load<f32>(at, 4) < load<f32>(rightmost, 4))) rightmost = at;
  }
  let size = 0;
  let corner = rightmost;
  do {
    if (size == count) return 0;
    const cornerX = load<f32>(corner);
    const cornerY = load<f32>(corner, 4);
    put(corners, size, cornerX, cornerY);
    size++;
    // The next corner is the one that leaves all others to the left; of several in line, the farthest.
    let next = points;
    for (let at = points + 8; at < end; at += 8) {
      if (next == corner) {
        next = at;
        continue;
      }
      const rx = load<f32>(next) - cornerX;
      const ry = load<f32>(next, 4) - cornerY;
      const vx = load<f32>(at) - cornerX;
      const vy = load<f32>(at, 4) - cornerY;
      const turn = rx * vy - ry * vx;
      if (turn < 0 || (turn == 0 && vx * vx + vy * vy > rx * rx + ry * ry)) next = at;
    }
    corner = next;
  } while (corner != rightmost);
  return size;
}

/** Finds the centroid by triangles from the origin; false if there is no area. */
function placeCentroid(fixture: Fixture): bool {
  const corners = cornersOf(fixture);
  const third = <f32>1 / <f32>3;
  let area: f32 = 0;
  let x: f32 = 0;
  let y: f32 = 0;
  for (let i = 0; i < fixture.corners; i++) {
    const at = corners + (i << 3);
    const next = i + 1 < fixture.corners ? at + 8 : corners;
    const x1 = load<f32>(at);
    const y1 = load<f32>(at, 4);
    const x2 = load<f32>(next);
    const y2 = load<f32>(next, 4);
    const triangle = (x1 * y2 - y1 * x2) * 0.5;
    area += triangle;
    x += triangle * third * (x1 + x2);
    y += triangle * third * (y1 + y2);
  }
  const scale = <f32>1 / area;
  fixture.centroidX = x * scale;
  fixture.centroidY = y * scale;
  return area > EPSILON;
}

/** Makes a fixture a box with these half sides, centered on the body's origin. */
export function makeBox(fixture: Fixture, halfWidth: f32, halfHeight: f32): void {
  fixture.shape = POLYGON;
  fixture.radius = SKIN;
  fixture.corners = 4;
  const corners = cornersOf(fixture);
  put(corners, 0, -halfWidth, -halfHeight);
  put(corners, 1, halfWidth, -halfHeight);
  put(corners, 2, halfWidth, halfHeight);
  put(corners, 3, -halfWidth, halfHeight);
  const normals = normalsOf(fixture);
  put(normals, 0, 0, -1);
  put(normals, 1, 1, 0);
  put(normals, 2, 0, 1);
  put(normals, 3, -1, 0);
}

/** Makes a fixture a line that has two sides. */
export function makeEdge(fixture: Fixture, x1: f32, y1: f32, x2: f32, y2: f32): void {
  fixture.shape = EDGE;
  fixture.radius = SKIN;
  fixture.corners = 2;
  put(cornersOf(fixture), 0, x1, y1);
  put(cornersOf(fixture), 1, x2, y2);
}

/** Makes a fixture a disc. */
export function makeCircle(fixture: Fixture, x: f32, y: f32, radius: f32): void {
  fixture.shape = CIRCLE;
  fixture.radius = radius;
  fixture.corners = 1;
  put(cornersOf(fixture), 0, x, y);
}

/** Bounds of a fixture, with its skin, on a body at this place. */
export function boundsOf(fixture: Fixture, transform: Transform): v128 {
  const corners = cornersOf(fixture);
  const sine = transform.sine;
  const cosine = transform.cosine;
  let lowX: f32 = Infinity;
  let lowY: f32 = Infinity;
  let highX: f32 = -Infinity;
  let highY: f32 = -Infinity;
  for (let at = corners; at < corners + (fixture.corners << 3); at += 8) {
    const cornerX = load<f32>(at);
    const cornerY = load<f32>(at, 4);
    const x = cosine * cornerX - sine * cornerY + transform.x;
    const y = sine * cornerX + cosine * cornerY + transform.y;
    lowX = x < lowX ? x : lowX;
    lowY = y < lowY ? y : lowY;
    highX = x > highX ? x : highX;
    highY = y > highY ? y : highY;
  }
  return grow(box(lowX, lowY, highX, highY), fixture.radius);
}

/** Results of `weigh`: mass (kg), center of mass (m), moment of inertia around the origin (kg m²). */
export let mass: f32 = 0;
export let massX: f32 = 0;
export let massY: f32 = 0;
export let inertia: f32 = 0;

/** Finds the mass of a fixture. */
export function weigh(fixture: Fixture): void {
  const corners = cornersOf(fixture);
  if (fixture.shape == POLYGON) {
    weighPolygon(corners, fixture.corners, fixture.density);
  } else if (fixture.shape == CIRCLE) {
    const radius = fixture.radius;
    massX = load<f32>(corners);
    massY = load<f32>(corners, 4);
    mass = fixture.density * PI * radius * radius;
    inertia = mass * (radius * 0.5 * radius + (massX * massX + massY * massY));
  } else {
    mass = 0;
    massX = (load<f32>(corners) + load<f32>(corners, 8)) * 0.5;
    massY = (load<f32>(corners, 4) + load<f32>(corners, 12)) * 0.5;
    inertia = 0;
  }
}

/** Sums triangles around the mean corner. */
function weighPolygon(corners: usize, count: i32, density: f32): void {
  const end = corners + (count << 3);
  let meanX: f32 = 0;
  let meanY: f32 = 0;
  for (let at = corners; at < end; at += 8) {
    meanX += load<f32>(at);
    meanY += load<f32>(at, 4);
  }
  const share = <f32>1 / <f32>count;
  meanX *= share;
  meanY *= share;

  const third = <f32>1 / <f32>3;
  let area: f32 = 0;
  let x: f32 = 0;
  let y: f32 = 0;
  let second: f32 = 0;
  for (let at = corners; at < end; at += 8) {
    const next = at + 8 < end ? at + 8 : corners;
    const x1 = load<f32>(at) - meanX;
    const y1 = load<f32>(at, 4) - meanY;
    const x2 = load<f32>(next) - meanX;
    const y2 = load<f32>(next, 4) - meanY;
    const cross = x1 * y2 - y1 * x2;
    const triangle = cross * 0.5;
    area += triangle;
    x += triangle * third * (x1 + x2);
    y += triangle * third * (y1 + y2);
    const xx = x1 * x1 + x2 * x1 + x2 * x2;
    const yy = y1 * y1 + y2 * y1 + y2 * y2;
    second += third * 0.25 * cross * (xx + yy);
  }
  const perArea = <f32>1 / area;
  x *= perArea;
  y *= perArea;

  mass = density * area;
  massX = x + meanX;
  massY = y + meanY;
  inertia = density * second + mass * (massX * massX + massY * massY - (x * x + y * y));
}

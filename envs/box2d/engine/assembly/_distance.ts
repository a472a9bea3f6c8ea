// The distance of two convex shapes, by the algorithm of Gilbert, Johnson and Keerthi in Box2D's form. To
// agree with it where shapes barely touch, every rounding is Box2D's.

import { Fixture, Transform, cornersOf } from "./_records";
import { EPSILON } from "./_settings";

const MAX_ROUNDS: i32 = 20;

/** A corner of the simplex: the difference of a corner of B and a corner of A. */
// @ts-ignore: decorator
@unmanaged
class Vertex {
  x: f32;
  y: f32;
  aX: f32;
  aY: f32;
  bX: f32;
  bY: f32;
  /** Barycentric coordinate of the point nearest to the origin. */
  weight: f32;
  /** Numbers of the two corners in their shapes. */
  a: i32;
  b: i32;
}

const v1 = changetype<Vertex>(memory.data(offsetof<Vertex>()));
const v2 = changetype<Vertex>(memory.data(offsetof<Vertex>()));
const v3 = changetype<Vertex>(memory.data(offsetof<Vertex>()));

/**
 * The simplex of the last `distance`, from which the next one may start: its size, 0 for none, and its
 * corners.
 */
export let simplexSize: i32 = 0;
export let simplexA1: i32 = 0;
export let simplexB1: i32 = 0;
export let simplexA2: i32 = 0;
export let simplexB2: i32 = 0;
let simplexA3: i32 = 0;
let simplexB3: i32 = 0;
let simplexMetric: f32 = 0;

/** Makes the next `distance` start afresh. */
export function forgetSimplex(): void {
  simplexSize = 0;
}

/** Tells whether two fixtures touch: their distance, less both skins, is under 10 ε. */
export function testOverlap(a: Fixture, placeA: Transform, b: Fixture, placeB: Transform): bool {
  forgetSimplex();
  const gap = distance(a, placeA, b, placeB);
  const skins = a.radius + b.radius;
  return !(gap > skins && gap > EPSILON) || gap - skins < EPSILON * 10;
}

/** The distance of two fixtures without their skins (m). */
export function distance(a: Fixture, placeA: Transform, b: Fixture, placeB: Transform): f32 {
  let count = start(a, placeA, b, placeB);
  for (let round = 0; round < MAX_ROUNDS; round++) {
    // The corners before the reduction: meeting one of them again means that there is no progress.
    const before = count;
    const a1 = v1.a;
    const a2 = v2.a;
    const a3 = v3.a;
    const b1 = v1.b;
    const b2 = v2.b;
    const b3 = v3.b;
    if (count == 2) count = reduceSegment();
    else if (count == 3) count = reduceTriangle();
    if (count == 3) break;

    let dx: f32;
    let dy: f32;
    if (count == 1) {
      dx = -v1.x;
      dy = -v1.y;
    } else {
      const ex = v2.x - v1.x;
      const ey = v2.y - v1.y;
      const left = ex * -v1.y - ey * -v1.x > 0;
      dx = left ? -ey : ey;
      dy = left ? ex : -ex;
    }
    if (dx * dx + dy * dy < EPSILON * EPSILON) break;

    const cornerA = support(a, -dx, -dy, placeA);
    const cornerB = support(b, dx, dy, placeB);
    if (cornerA == a1 && cornerB == b1) break;
    if (before > 1 && cornerA == a2 && cornerB == b2) break;
    if (before > 2 && cornerA == a3 && cornerB == b3) break;
    place(count == 1 ? v2 : v3, a, placeA, cornerA, b, placeB, cornerB);
    count++;
  }
  simplexSize = count;
  simplexA1 = v1.a;
  simplexB1 = v1.b;
  simplexA2 = v2.a;
  simplexB2 = v2.b;
  simplexA3 = v3.a;
  simplexB3 = v3.b;
  simplexMetric = metric(count);
  if (count == 1) return gap(v1.aX, v1.aY, v1.bX, v1.bY);
  if (count == 3) return 0;
  return gap(
    v1.weight * v1.aX + v2.weight * v2.aX,
    v1.weight * v1.aY + v2.weight * v2.aY,
    v1.weight * v1.bX + v2.weight * v2.bX,
    v1.weight * v1.bY + v2.weight * v2.bY,
  );
}

/** Makes the first simplex: the last one, unless it has become quite another. */
function start(a: Fixture, placeA: Transform, b: Fixture, placeB: Transform): i32 {
  if (simplexSize > 0) place(v1, a, placeA, simplexA1, b, placeB, simplexB1);
  if (simplexSize > 1) place(v2, a, placeA, simplexA2, b, placeB, simplexB2);
  if (simplexSize > 2) place(v3, a, placeA, simplexA3, b, placeB, simplexB3);
  if (simplexSize > 1) {
    const now = metric(simplexSize);
    if (now < simplexMetric * 0.5 || simplexMetric * 2 < now || now < EPSILON) simplexSize = 0;
  }
  v1.weight = 0;
  if (simplexSize > 0) return simplexSize;
  place(v1, a, placeA, 0, b, placeB, 0);
  v1.weight = 1;
  return 1;
}

function metric(count: i32): f32 {
  if (count == 2) return gap(v1.x, v1.y, v2.x, v2.y);
  if (count == 3) return (v2.x - v1.x) * (v3.y - v1.y) - (v2.y - v1.y) * (v3.x - v1.x);
  return 0;
}

function place(
  vertex: Vertex,
  a: Fixture,
  placeA: Transform,
  cornerA: i32,
  b: Fixture,
  placeB: Transform,
  cornerB: i32,
): void {
  const atA = cornersOf(a) + (cornerA << 3);
  const atB = cornersOf(b) + (cornerB << 3);
  vertex.aX = placeA.cosine * load<f32>(atA) - placeA.sine * load<f32>(atA, 4) + placeA.x;
  vertex.aY = placeA.sine * load<f32>(atA) + placeA.cosine * load<f32>(atA, 4) + placeA.y;
  vertex.bX = placeB.cosine * load<f32>(atB) - placeB.sine * load<f32>(atB, 4) + placeB.x;
  vertex.bY = placeB.sine * load<f32>(atB) + placeB.cosine * load<f32>(atB, 4) + placeB.y;
  vertex.x = vertex.bX - vertex.aX;
  vertex.y = vertex.bY - vertex.aY;
  vertex.a = cornerA;
  vertex.b = cornerB;
}

// @ts-ignore: decorator
@inline
function copy(target: Vertex, source: Vertex): void {
  memory.copy(changetype<usize>(target), changetype<usize>(source), offsetof<Vertex>());
}

/** Number of the corner that lies farthest in a direction of the world. */
export function support(fixture: Fixture, dx: f32, dy: f32, place: Transform): i32 {
  const x = place.cosine * dx + place.sine * dy;
  const y = -place.sine * dx + place.cosine * dy;
  const corners = cornersOf(fixture);
  let best = 0;
  let farthest = load<f32>(corners) * x + load<f32>(corners, 4) * y;
  for (let i = 1; i < fixture.corners; i++) {
    const value = load<f32>(corners + (i << 3)) * x + load<f32>(corners + (i << 3), 4) * y;
    if (value > farthest) {
      best = i;
      farthest = value;
    }
  }
  return best;
}

/** Keeps of v1 and v2 what is nearest to the origin; returns the number of vertices left. */
function reduceSegment(): i32 {
  const ex = v2.x - v1.x;
  const ey = v2.y - v1.y;
  const share2 = -(v1.x * ex + v1.y * ey);
  if (share2 <= 0) {
    v1.weight = 1;
    return 1;
  }
  const share1 = v2.x * ex + v2.y * ey;
  if (share1 <= 0) {
    v2.weight = 1;
    copy(v1, v2);
    return 1;
  }
  const scale = <f32>1 / (share1 + share2);
  v1.weight = share1 * scale;
  v2.weight = share2 * scale;
  return 2;
}

/** Keeps of v1, v2 and v3 what is nearest to the origin; 3 if they enclose it. */
function reduceTriangle(): i32 {
  const ex12 = v2.x - v1.x;
  const ey12 = v2.y - v1.y;
  const share12a = v2.x * ex12 + v2.y * ey12;
  const share12b = -(v1.x * ex12 + v1.y * ey12);

  const ex13 = v3.x - v1.x;
  const ey13 = v3.y - v1.y;
  const share13a = v3.x * ex13 + v3.y * ey13;
  const share13b = -(v1.x * ex13 + v1.y * ey13);

  const ex23 = v3.x - v2.x;
  const ey23 = v3.y - v2.y;
  const share23a = v3.x * ex23 + v3.y * ey23;
  const share23b = -(v2.x * ex23 + v2.y * ey23);

  const turn = ex12 * ey13 - ey12 * ex13;
  const inside1 = turn * (v2.x * v3.y - v2.y * v3.x);
  const inside2 = turn * (v3.x * v1.y - v3.y * v1.x);
  const inside3 = turn * (v1.x * v2.y - v1.y * v2.x);

  if (share12b <= 0 && share13b <= 0) {
    v1.weight = 1;
    return 1;
  }
  if (share12a > 0 && share12b > 0 && inside3 <= 0) {
    const scale = <f32>1 / (share12a + share12b);
    v1.weight = share12a * scale;
    v2.weight = share12b * scale;
    return 2;
  }
  if (share13a > 0 && share13b > 0 && inside2 <= 0) {
    const scale = <f32>1 / (share13a + share13b);
    v1.weight = share13a * scale;
    v3.weight = share13b * scale;
    copy(v2, v3);
    return 2;
  }
  if (share12a <= 0 && share23b <= 0) {
    v2.weight = 1;
    copy(v1, v2);
    return 1;
  }
  if (share13a <= 0 && share23a <= 0) {
    v3.weight = 1;
    copy(v1, v3);
    return 1;
  }
  if (share23a > 0 && share23b > 0 && inside1 <= 0) {
    const scale = <f32>1 / (share23a + share23b);
    v2.weight = share23a * scale;
    v3.weight = share23b * scale;
    copy(v1, v3);
    return 2;
  }
  return 3;
}

// @ts-ignore: decorator
@inline
function gap(ax: f32, ay: f32, bx: f32, by: f32): f32 {
  const dx = ax - bx;
  const dy = ay - by;
  return Mathf.sqrt(dx * dx + dy * dy);
}

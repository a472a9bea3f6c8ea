// Whether a tile and a polygon of the car touch, by the algorithm of Gilbert, Johnson and Keerthi in Box2D's form.
// Box2D counts polygons as touching when their distance, less both skins, is under 10 ε. To agree with it where
// they barely touch, every rounding is Box2D's.

import { SKIN } from "./_bounds";
import { Fixture, Tile, localCornersOf, tileCornersOf, worldCornersOf } from "./_world";

const EPSILON: f32 = 1.1920928955078125e-7;
const MAX_ROUNDS: i32 = 20;

/** A corner of the simplex: the difference of a fixture's corner and a tile's corner. */
// @ts-ignore: decorator
@unmanaged
class Vertex {
  x: f32;
  y: f32;
  tileX: f32;
  tileY: f32;
  fixtureX: f32;
  fixtureY: f32;
  /** Barycentric coordinate of the point nearest to the origin. */
  weight: f32;
  /** Offsets of the two corners in their polygons. */
  tileCorner: i32;
  fixtureCorner: i32;
}

const v1 = changetype<Vertex>(memory.data(offsetof<Vertex>()));
const v2 = changetype<Vertex>(memory.data(offsetof<Vertex>()));
const v3 = changetype<Vertex>(memory.data(offsetof<Vertex>()));

/** Tells whether a fixture, on a body with this rotation, touches a tile. */
export function touch(tile: Tile, fixture: Fixture, sine: f32, cosine: f32): bool {
  const tileCorners = tileCornersOf(tile);
  const localCorners = localCornersOf(fixture);
  const worldCorners = worldCornersOf(fixture);
  place(v1, tileCorners, 0, worldCorners, 0);
  v1.weight = 1;
  let count = 1;

  for (let round = 0; round < MAX_ROUNDS; round++) {
    // The corners before the reduction: meeting one of them again means that there is no progress.
    const before = count;
    const tile1 = v1.tileCorner;
    const tile2 = v2.tileCorner;
    const tile3 = v3.tileCorner;
    const fixture1 = v1.fixtureCorner;
    const fixture2 = v2.fixtureCorner;
    const fixture3 = v3.fixtureCorner;
    if (count == 2) count = reduceSegment();
    else if (count == 3) count = reduceTriangle();
    if (count == 3) return true;

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

    const tileCorner = support(tileCorners, tile.corners, -dx, -dy);
    const fixtureCorner = support(
      localCorners,
      fixture.corners,
      cosine * dx + sine * dy,
      -sine * dx + cosine * dy,
    );
    if (tileCorner == tile1 && fixtureCorner == fixture1) break;
    if (before > 1 && tileCorner == tile2 && fixtureCorner == fixture2) break;
    if (before > 2 && tileCorner == tile3 && fixtureCorner == fixture3) break;
    place(count == 1 ? v2 : v3, tileCorners, tileCorner, worldCorners, fixtureCorner);
    count++;
  }

  const distance = count == 1 ? gap(v1.tileX, v1.tileY, v1.fixtureX, v1.fixtureY) : gapOfSegments();
  const skins: f32 = SKIN + SKIN;
  return !(distance > skins && distance > EPSILON) || distance - skins < 10 * EPSILON;
}

function place(vertex: Vertex, tileCorners: usize, tile: i32, fixtureCorners: usize, fixture: i32): void {
  vertex.tileX = load<f32>(tileCorners + tile);
  vertex.tileY = load<f32>(tileCorners + tile, 4);
  vertex.fixtureX = load<f32>(fixtureCorners + fixture);
  vertex.fixtureY = load<f32>(fixtureCorners + fixture, 4);
  vertex.x = vertex.fixtureX - vertex.tileX;
  vertex.y = vertex.fixtureY - vertex.tileY;
  vertex.tileCorner = tile;
  vertex.fixtureCorner = fixture;
}

// @ts-ignore: decorator
@inline
function copy(target: Vertex, source: Vertex): void {
  memory.copy(changetype<usize>(target), changetype<usize>(source), offsetof<Vertex>());
}

/** Offset of the corner that lies farthest in a direction. */
// @ts-ignore: decorator
@inline
function support(corners: usize, count: i32, dx: f32, dy: f32): i32 {
  let best = 0;
  let farthest = load<f32>(corners) * dx + load<f32>(corners, 4) * dy;
  for (let at = 8; at < count << 3; at += 8) {
    const distance = load<f32>(corners + at) * dx + load<f32>(corners + at, 4) * dy;
    if (distance > farthest) {
      best = at;
      farthest = distance;
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

/** Distance of the nearest points when v1 and v2 are left. */
function gapOfSegments(): f32 {
  return gap(
    v1.weight * v1.tileX + v2.weight * v2.tileX,
    v1.weight * v1.tileY + v2.weight * v2.tileY,
    v1.weight * v1.fixtureX + v2.weight * v2.fixtureX,
    v1.weight * v1.fixtureY + v2.weight * v2.fixtureY,
  );
}

// @ts-ignore: decorator
@inline
function gap(ax: f32, ay: f32, bx: f32, by: f32): f32 {
  const dx = ax - bx;
  const dy = ay - by;
  return Mathf.sqrt(dx * dx + dy * dy);
}

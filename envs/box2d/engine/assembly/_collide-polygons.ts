// Where two polygons touch: the face of one that lies farthest before the other is the reference, and the
// edge of the other that faces it is cut to its width.

import {
  CORNER,
  FACE,
  clip,
  exchangedId,
  featureId,
  incident1,
  incident2,
  once1,
  once2,
  setPoint,
  twice1,
  twice2,
} from "./_clip";
import {
  Contact,
  FACE_A,
  FACE_B,
  Fixture,
  Transform,
  cornersOf,
  normalsOf,
  pointOf,
  transformOf,
} from "./_records";
import { EPSILON, MOST } from "./_settings";

/** Result of `findSeparation`: the face with the largest one. */
let bestFace: i32 = 0;

/** Fills in the manifold of a contact of two polygons. */
export function collidePolygons(contact: Contact): void {
  const a = contact.a;
  const b = contact.b;
  const placeA = transformOf(a.body);
  const placeB = transformOf(b.body);
  const radius = a.radius + b.radius;
  const separationA = findSeparation(a, placeA, b, placeB);
  const faceA = bestFace;
  if (separationA > radius) return;
  const separationB = findSeparation(b, placeB, a, placeA);
  const faceB = bestFace;
  if (separationB > radius) return;

  const flipped = separationB > separationA * 0.98 + 0.001;
  contact.type = flipped ? FACE_B : FACE_A;
  const face = flipped ? faceB : faceA;
  const reference = flipped ? b : a;
  const place1 = flipped ? placeB : placeA;
  const place2 = flipped ? placeA : placeB;
  findIncident(reference, place1, face, flipped ? a : b, place2);

  const corner2 = face + 1 < reference.corners ? face + 1 : 0;
  const at1 = cornersOf(reference) + (face << 3);
  const at2 = cornersOf(reference) + (corner2 << 3);
  const localX1 = load<f32>(at1);
  const localY1 = load<f32>(at1, 4);
  const localX2 = load<f32>(at2);
  const localY2 = load<f32>(at2, 4);
  let tangentX = localX2 - localX1;
  let tangentY = localY2 - localY1;
  const length = Mathf.sqrt(tangentX * tangentX + tangentY * tangentY);
  if (length >= EPSILON) {
    const unit = <f32>1 / length;
    tangentX *= unit;
    tangentY *= unit;
  }
  const alongX = place1.cosine * tangentX - place1.sine * tangentY;
  const alongY = place1.sine * tangentX + place1.cosine * tangentY;
  const normalX = alongY;
  const normalY = -alongX;
  const x1 = place1.cosine * localX1 - place1.sine * localY1 + place1.x;
  const y1 = place1.sine * localX1 + place1.cosine * localY1 + place1.y;
  const x2 = place1.cosine * localX2 - place1.sine * localY2 + place1.x;
  const y2 = place1.sine * localX2 + place1.cosine * localY2 + place1.y;
  const front = normalX * x1 + normalY * y1;
  const side1 = -(alongX * x1 + alongY * y1) + radius;
  const side2 = alongX * x2 + alongY * y2 + radius;
  if (!clip(once1, once2, incident1, incident2, -alongX, -alongY, side1, face)) return;
  if (!clip(twice1, twice2, once1, once2, alongX, alongY, side2, corner2)) return;

  contact.localNormalX = tangentY;
  contact.localNormalY = -tangentX;
  contact.localX = (localX1 + localX2) * 0.5;
  contact.localY = (localY1 + localY2) * 0.5;
  let points = 0;
  for (let i = 0; i < 2; i++) {
    const clipped = i == 0 ? twice1 : twice2;
    if (normalX * clipped.x + normalY * clipped.y - front > radius) continue;
    const point = pointOf(contact, points);
    const x = clipped.x - place2.x;
    const y = clipped.y - place2.y;
    point.localX = place2.cosine * x + place2.sine * y;
    point.localY = -place2.sine * x + place2.cosine * y;
    point.id = flipped ? exchangedId(clipped.id) : clipped.id;
    points++;
  }
  contact.points = points;
}

/** How far a face of polygon 1 lies before polygon 2. */
function separationOf(polygon1: Fixture, place1: Transform, face: i32, polygon2: Fixture, place2: Transform): f32 {
  const normal = normalsOf(polygon1) + (face << 3);
  const nx = place1.cosine * load<f32>(normal) - place1.sine * load<f32>(normal, 4);
  const ny = place1.sine * load<f32>(normal) + place1.cosine * load<f32>(normal, 4);
  const localX = place2.cosine * nx + place2.sine * ny;
  const localY = -place2.sine * nx + place2.cosine * ny;
  const corners = cornersOf(polygon2);
  let nearest = corners;
  let smallest: f32 = MOST;
  for (let at = corners; at < corners + (polygon2.corners << 3); at += 8) {
    const distance = load<f32>(at) * localX + load<f32>(at, 4) * localY;
    if (distance < smallest) {
      smallest = distance;
      nearest = at;
    }
  }
  const corner = cornersOf(polygon1) + (face << 3);
  const x1 = place1.cosine * load<f32>(corner) - place1.sine * load<f32>(corner, 4) + place1.x;
  const y1 = place1.sine * load<f32>(corner) + place1.cosine * load<f32>(corner, 4) + place1.y;
  const x2 = place2.cosine * load<f32>(nearest) - place2.sine * load<f32>(nearest, 4) + place2.x;
  const y2 = place2.sine * load<f32>(nearest) + place2.cosine * load<f32>(nearest, 4) + place2.y;
  return (x2 - x1) * nx + (y2 - y1) * ny;
}

/**
 * The largest separation of a face of polygon 1, sought uphill from the face that looks towards polygon 2.
 */
function findSeparation(polygon1: Fixture, place1: Transform, polygon2: Fixture, place2: Transform): f32 {
  const count = polygon1.corners;
  const dx =
    place2.cosine * polygon2.centroidX -
    place2.sine * polygon2.centroidY +
    place2.x -
    (place1.cosine * polygon1.centroidX - place1.sine * polygon1.centroidY + place1.x);
  const dy =
    place2.sine * polygon2.centroidX +
    place2.cosine * polygon2.centroidY +
    place2.y -
    (place1.sine * polygon1.centroidX + place1.cosine * polygon1.centroidY + place1.y);
  const localX = place1.cosine * dx + place1.sine * dy;
  const localY = -place1.sine * dx + place1.cosine * dy;
  let face = 0;
  let most: f32 = -MOST;
  for (let i = 0; i < count; i++) {
    const normal = normalsOf(polygon1) + (i << 3);
    const value = load<f32>(normal) * localX + load<f32>(normal, 4) * localY;
    if (value > most) {
      most = value;
      face = i;
    }
  }

  let separation = separationOf(polygon1, place1, face, polygon2, place2);
  const before = face > 0 ? face - 1 : count - 1;
  const after = face + 1 < count ? face + 1 : 0;
  const separationBefore = separationOf(polygon1, place1, before, polygon2, place2);
  const separationAfter = separationOf(polygon1, place1, after, polygon2, place2);
  const backwards = separationBefore > separation && separationBefore > separationAfter;
  if (!backwards && !(separationAfter > separation)) {
    bestFace = face;
    return separation;
  }
  let best = backwards ? before : after;
  let bestSeparation = backwards ? separationBefore : separationAfter;
  for (;;) {
    if (backwards) face = best > 0 ? best - 1 : count - 1;
    else face = best + 1 < count ? best + 1 : 0;
    separation = separationOf(polygon1, place1, face, polygon2, place2);
    if (!(separation > bestSeparation)) break;
    best = face;
    bestSeparation = separation;
  }
  bestFace = best;
  return bestSeparation;
}

/** Sets the segment to cut to the edge of polygon 2 that looks most against a face of polygon 1. */
function findIncident(
  polygon1: Fixture,
  place1: Transform,
  face: i32,
  polygon2: Fixture,
  place2: Transform,
): void {
  const normal = normalsOf(polygon1) + (face << 3);
  const nx = place1.cosine * load<f32>(normal) - place1.sine * load<f32>(normal, 4);
  const ny = place1.sine * load<f32>(normal) + place1.cosine * load<f32>(normal, 4);
  const localX = place2.cosine * nx + place2.sine * ny;
  const localY = -place2.sine * nx + place2.cosine * ny;
  const count = polygon2.corners;
  let index = 0;
  let smallest: f32 = MOST;
  for (let i = 0; i < count; i++) {
    const other = normalsOf(polygon2) + (i << 3);
    const value = localX * load<f32>(other) + localY * load<f32>(other, 4);
    if (value < smallest) {
      smallest = value;
      index = i;
    }
  }
  const next = index + 1 < count ? index + 1 : 0;
  const at1 = cornersOf(polygon2) + (index << 3);
  const at2 = cornersOf(polygon2) + (next << 3);
  setPoint(
    incident1,
    place2.cosine * load<f32>(at1) - place2.sine * load<f32>(at1, 4) + place2.x,
    place2.sine * load<f32>(at1) + place2.cosine * load<f32>(at1, 4) + place2.y,
    featureId(face, FACE, index, CORNER),
  );
  setPoint(
    incident2,
    place2.cosine * load<f32>(at2) - place2.sine * load<f32>(at2, 4) + place2.x,
    place2.sine * load<f32>(at2) + place2.cosine * load<f32>(at2, 4) + place2.y,
    featureId(face, FACE, next, CORNER),
  );
}

// Where a two-sided edge (A) and a polygon (B) touch, by separating axes in the edge's coordinates. Ghost
// vertices, by which Box2D smooths chains of edges, are left out: no environment has them.

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
import { Contact, FACE_A, FACE_B, Transform, cornersOf, normalsOf, pointOf, transformOf } from "./_records";
import { ANGULAR_SLOP, EPSILON, MAX_CORNERS, MOST, SKIN } from "./_settings";

/** The polygon in the edge's coordinates. */
const corners = memory.data(MAX_CORNERS * 8);
const normals = memory.data(MAX_CORNERS * 8);
const relative = changetype<Transform>(memory.data(offsetof<Transform>()));

/** Sets `relative` to the place of B in the coordinates of A. */
function relate(a: Transform, b: Transform): void {
  relative.sine = a.cosine * b.sine - a.sine * b.cosine;
  relative.cosine = a.cosine * b.cosine + a.sine * b.sine;
  const x = b.x - a.x;
  const y = b.y - a.y;
  relative.x = a.cosine * x + a.sine * y;
  relative.y = -a.sine * x + a.cosine * y;
}

/** Fills in the manifold of a contact of an edge and a polygon. */
export function collideEdgeAndPolygon(contact: Contact): void {
  const edge = contact.a;
  const polygon = contact.b;
  relate(transformOf(edge.body), transformOf(polygon.body));
  const sine = relative.sine;
  const cosine = relative.cosine;
  const radius: f32 = SKIN * 2;
  const count = polygon.corners;
  const x1 = load<f32>(cornersOf(edge));
  const y1 = load<f32>(cornersOf(edge), 4);
  const x2 = load<f32>(cornersOf(edge), 8);
  const y2 = load<f32>(cornersOf(edge), 12);

  let ex = x2 - x1;
  let ey = y2 - y1;
  const length = Mathf.sqrt(ex * ex + ey * ey);
  if (length >= EPSILON) {
    const scale = <f32>1 / length;
    ex *= scale;
    ey *= scale;
  }
  // The side of the edge that the polygon's centroid is on.
  const centroidX = cosine * polygon.centroidX - sine * polygon.centroidY + relative.x;
  const centroidY = sine * polygon.centroidX + cosine * polygon.centroidY + relative.y;
  const front = ey * (centroidX - x1) + -ex * (centroidY - y1) >= 0;
  const nx = front ? ey : -ey;
  const ny = front ? -ex : ex;

  let edgeSeparation: f32 = MOST;
  for (let i = 0; i < count; i++) {
    const at = i << 3;
    const cornerX = load<f32>(cornersOf(polygon) + at);
    const cornerY = load<f32>(cornersOf(polygon) + at, 4);
    const x = cosine * cornerX - sine * cornerY + relative.x;
    const y = sine * cornerX + cosine * cornerY + relative.y;
    store<f32>(corners + at, x);
    store<f32>(corners + at, y, 4);
    const normalX = load<f32>(normalsOf(polygon) + at);
    const normalY = load<f32>(normalsOf(polygon) + at, 4);
    store<f32>(normals + at, cosine * normalX - sine * normalY);
    store<f32>(normals + at, sine * normalX + cosine * normalY, 4);
    const separation = nx * (x - x1) + ny * (y - y1);
    if (separation < edgeSeparation) edgeSeparation = separation;
  }
  if (edgeSeparation > radius) return;

  // The polygon's face that lies farthest before the edge. Faces on the far side of the edge do not count.
  let face = -1;
  let faceSeparation: f32 = -MOST;
  for (let i = 0; i < count; i++) {
    const at = i << 3;
    const x = load<f32>(corners + at);
    const y = load<f32>(corners + at, 4);
    const inwardX = -load<f32>(normals + at);
    const inwardY = -load<f32>(normals + at, 4);
    const separation1 = inwardX * (x - x1) + inwardY * (y - y1);
    const separation2 = inwardX * (x - x2) + inwardY * (y - y2);
    const separation = separation1 < separation2 ? separation1 : separation2;
    if (separation > radius) return;
    if ((inwardX + nx) * nx + (inwardY + ny) * ny < -ANGULAR_SLOP) continue;
    if (separation > faceSeparation) {
      face = i;
      faceSeparation = separation;
    }
  }
  const facing = face >= 0 && faceSeparation > edgeSeparation * 0.98 + 0.001;

  // The reference face and its ends.
  let referenceX: f32;
  let referenceY: f32;
  let endX: f32;
  let endY: f32;
  let normalX: f32;
  let normalY: f32;
  let corner1: i32;
  let corner2: i32;
  if (facing) {
    contact.type = FACE_B;
    setPoint(incident1, x1, y1, featureId(0, CORNER, face, FACE));
    setPoint(incident2, x2, y2, featureId(0, CORNER, face, FACE));
    corner1 = face;
    corner2 = face + 1 < count ? face + 1 : 0;
    referenceX = load<f32>(corners + (corner1 << 3));
    referenceY = load<f32>(corners + (corner1 << 3), 4);
    endX = load<f32>(corners + (corner2 << 3));
    endY = load<f32>(corners + (corner2 << 3), 4);
    normalX = load<f32>(normals + (corner1 << 3));
    normalY = load<f32>(normals + (corner1 << 3), 4);
  } else {
    contact.type = FACE_A;
    let best = 0;
    let smallest = nx * load<f32>(normals) + ny * load<f32>(normals, 4);
    for (let i = 1; i < count; i++) {
      const value = nx * load<f32>(normals + (i << 3)) + ny * load<f32>(normals + (i << 3), 4);
      if (value < smallest) {
        smallest = value;
        best = i;
      }
    }
    const next = best + 1 < count ? best + 1 : 0;
    const at = corners + (best << 3);
    const then = corners + (next << 3);
    setPoint(incident1, load<f32>(at), load<f32>(at, 4), featureId(0, FACE, best, CORNER));
    setPoint(incident2, load<f32>(then), load<f32>(then, 4), featureId(0, FACE, next, CORNER));
    corner1 = front ? 0 : 1;
    corner2 = front ? 1 : 0;
    referenceX = front ? x1 : x2;
    referenceY = front ? y1 : y2;
    endX = front ? x2 : x1;
    endY = front ? y2 : y1;
    normalX = nx;
    normalY = ny;
  }
  const sideX = normalY;
  const sideY = -normalX;
  const offset1 = sideX * referenceX + sideY * referenceY;
  const offset2 = -sideX * endX + -sideY * endY;
  if (!clip(once1, once2, incident1, incident2, sideX, sideY, offset1, corner1)) return;
  if (!clip(twice1, twice2, once1, once2, -sideX, -sideY, offset2, corner2)) return;

  if (facing) {
    contact.localNormalX = load<f32>(normalsOf(polygon) + (corner1 << 3));
    contact.localNormalY = load<f32>(normalsOf(polygon) + (corner1 << 3), 4);
    contact.localX = load<f32>(cornersOf(polygon) + (corner1 << 3));
    contact.localY = load<f32>(cornersOf(polygon) + (corner1 << 3), 4);
  } else {
    contact.localNormalX = normalX;
    contact.localNormalY = normalY;
    contact.localX = referenceX;
    contact.localY = referenceY;
  }
  let points = 0;
  for (let i = 0; i < 2; i++) {
    const clipped = i == 0 ? twice1 : twice2;
    const separation = normalX * (clipped.x - referenceX) + normalY * (clipped.y - referenceY);
    if (separation > radius) continue;
    const point = pointOf(contact, points);
    if (facing) {
      point.localX = clipped.x;
      point.localY = clipped.y;
      point.id = exchangedId(clipped.id);
    } else {
      const x = clipped.x - relative.x;
      const y = clipped.y - relative.y;
      point.localX = cosine * x + sine * y;
      point.localY = -sine * x + cosine * y;
      point.id = clipped.id;
    }
    points++;
  }
  contact.points = points;
}

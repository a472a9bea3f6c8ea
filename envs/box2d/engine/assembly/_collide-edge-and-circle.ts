// Where an edge (A) and a circle (B) touch.

import { CORNER, FACE, featureId } from "./_clip";
import { CIRCLES, Contact, FACE_A, cornersOf, pointOf, transformOf } from "./_records";
import { EPSILON } from "./_settings";

/** Fills in the manifold of a contact of an edge and a circle. */
export function collideEdgeAndCircle(contact: Contact): void {
  const edge = contact.a;
  const circle = contact.b;
  const a = transformOf(edge.body);
  const b = transformOf(circle.body);
  const localX = load<f32>(cornersOf(circle));
  const localY = load<f32>(cornersOf(circle), 4);
  // The middle in the edge's coordinates.
  const worldX = b.cosine * localX - b.sine * localY + b.x - a.x;
  const worldY = b.sine * localX + b.cosine * localY + b.y - a.y;
  const x = a.cosine * worldX + a.sine * worldY;
  const y = -a.sine * worldX + a.cosine * worldY;
  const x1 = load<f32>(cornersOf(edge));
  const y1 = load<f32>(cornersOf(edge), 4);
  const x2 = load<f32>(cornersOf(edge), 8);
  const y2 = load<f32>(cornersOf(edge), 12);
  const ex = x2 - x1;
  const ey = y2 - y1;
  const u = ex * (x2 - x) + ey * (y2 - y);
  const v = ex * (x - x1) + ey * (y - y1);
  const radius = edge.radius + circle.radius;
  const point = pointOf(contact, 0);

  if (v <= 0 || u <= 0) {
    const endX = v <= 0 ? x1 : x2;
    const endY = v <= 0 ? y1 : y2;
    const dx = x - endX;
    const dy = y - endY;
    if (dx * dx + dy * dy > radius * radius) return;
    contact.type = CIRCLES;
    contact.localNormalX = 0;
    contact.localNormalY = 0;
    contact.localX = endX;
    contact.localY = endY;
    point.id = featureId(v <= 0 ? 0 : 1, CORNER, 0, CORNER);
  } else {
    const scale = <f32>1 / (ex * ex + ey * ey);
    const dx = x - scale * (u * x1 + v * x2);
    const dy = y - scale * (u * y1 + v * y2);
    if (dx * dx + dy * dy > radius * radius) return;
    let nx = -ey;
    let ny = ex;
    if (nx * (x - x1) + ny * (y - y1) < 0) {
      nx = -nx;
      ny = -ny;
    }
    const length = Mathf.sqrt(nx * nx + ny * ny);
    if (length >= EPSILON) {
      const unit = <f32>1 / length;
      nx *= unit;
      ny *= unit;
    }
    contact.type = FACE_A;
    contact.localNormalX = nx;
    contact.localNormalY = ny;
    contact.localX = x1;
    contact.localY = y1;
    point.id = featureId(0, FACE, 0, CORNER);
  }
  point.localX = localX;
  point.localY = localY;
  contact.points = 1;
}

// Cutting a segment off at a line: how the edge of one polygon is narrowed to what lies before a face of
// another.

/** An end of a segment. */
// @ts-ignore: decorator
@unmanaged
export class ClipPoint {
  x: f32;
  y: f32;
  /** See `featureId`. */
  id: u32;
}

export const CORNER: u32 = 0;
export const FACE: u32 = 1;

/** What of two shapes made a point: the number and the kind of the feature of A, and of B. */
// @ts-ignore: decorator
@inline
export function featureId(indexA: u32, kindA: u32, indexB: u32, kindB: u32): u32 {
  return indexA | (indexB << 8) | (kindA << 16) | (kindB << 24);
}

/** The same with A and B exchanged. */
// @ts-ignore: decorator
@inline
export function exchangedId(id: u32): u32 {
  return ((id & 0x00ff00ff) << 8) | ((id >> 8) & 0x00ff00ff);
}

/** The segment to cut, what is left of it after one cut, and after two. */
export const incident1 = changetype<ClipPoint>(memory.data(offsetof<ClipPoint>()));
export const incident2 = changetype<ClipPoint>(memory.data(offsetof<ClipPoint>()));
export const once1 = changetype<ClipPoint>(memory.data(offsetof<ClipPoint>()));
export const once2 = changetype<ClipPoint>(memory.data(offsetof<ClipPoint>()));
export const twice1 = changetype<ClipPoint>(memory.data(offsetof<ClipPoint>()));
export const twice2 = changetype<ClipPoint>(memory.data(offsetof<ClipPoint>()));

// @ts-ignore: decorator
@inline
export function setPoint(point: ClipPoint, x: f32, y: f32, id: u32): void {
  point.x = x;
  point.y = y;
  point.id = id;
}

/**
 * Keeps what of the segment (in1, in2) lies behind the line {p · n = offset}; false if nothing of a length is
 * left.
 * @param corner Of A, through which the line goes.
 */
export function clip(
  out1: ClipPoint,
  out2: ClipPoint,
  in1: ClipPoint,
  in2: ClipPoint,
  nx: f32,
  ny: f32,
  offset: f32,
  corner: i32,
): bool {
  const distance1 = nx * in1.x + ny * in1.y - offset;
  const distance2 = nx * in2.x + ny * in2.y - offset;
  let kept = 0;
  if (distance1 <= 0) {
    setPoint(out1, in1.x, in1.y, in1.id);
    kept++;
  }
  if (distance2 <= 0) {
    setPoint(kept == 0 ? out1 : out2, in2.x, in2.y, in2.id);
    kept++;
  }
  if (distance1 * distance2 < 0) {
    const share = distance1 / (distance1 - distance2);
    const x = in1.x + share * (in2.x - in1.x);
    const y = in1.y + share * (in2.y - in1.y);
    setPoint(kept == 0 ? out1 : out2, x, y, featureId(corner, CORNER, (in1.id >> 8) & 0xff, FACE));
    kept++;
  }
  return kept == 2;
}

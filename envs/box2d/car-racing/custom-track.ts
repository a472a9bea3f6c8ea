import { layTrack, PLAYFIELD, type Section, TILE_LENGTH, type Track } from "./track.js";

/** Points that a road runs through, in driving order: [x, y] in metres from the middle of the playfield. */
export type TrackPoints = readonly (readonly [x: number, y: number])[];

const FEWEST_POINTS = 3;
const FEWEST_TILES = 12;
/** Pieces of the curve between two points, by which its length is measured. */
const PIECES = 64;

/**
 * Lays a closed road through points: smoothly (a closed Catmull–Rom spline), and from the last point back to the
 * first, where the car starts.
 * @throws {TypeError} when the points are not a list of pairs of numbers. @throws {RangeError} when there are too few,
 * one lies outside the playfield, or the road would be shorter than 12 tiles.
 */
export function trackThrough(points: TrackPoints): Track {
  checkPoints(points);
  const curve = points.flatMap((_, i) => spline(points, i));
  const places = spread(curve);
  const sections = places.map(([x, y], i): Section => {
    const [beforeX, beforeY] = places.at(i - 1)!;
    const [nextX, nextY] = places[(i + 1) % places.length];
    return { alpha: Math.atan2(y, x), beta: Math.atan2(beforeX - nextX, nextY - beforeY), x, y };
  });
  const turns = sections.map(({ beta }, i) => withinHalfTurn(beta - sections.at(i - 1)!.beta));
  return layTrack(sections, 0, turns);
}

function checkPoints(points: unknown): asserts points is TrackPoints {
  const isPair = (point: unknown) =>
    Array.isArray(point) && point.length === 2 && point.every((coordinate) => Number.isFinite(coordinate));
  if (!Array.isArray(points) || !points.every(isPair)) {
    throw new TypeError("expected track to be a list of points [x, y] in metres");
  }
  if (points.length < FEWEST_POINTS) {
    throw new RangeError(`expected track to have at least ${FEWEST_POINTS} points, got ${points.length}`);
  }
  for (const [i, point] of points.entries()) {
    if (point.every((coordinate: number) => Math.abs(coordinate) < PLAYFIELD)) continue;
    throw new RangeError(
      `expected the points of track to lie within ±${Math.floor(PLAYFIELD)} m, got [${point.join(", ")}] at ${i}`,
    );
  }
}

/** Points of the curve from point i to the next, without the end. */
function spline(points: TrackPoints, i: number): (readonly [number, number])[] {
  const before = points.at(i - 1)!;
  const from = points[i];
  const to = points[(i + 1) % points.length];
  const after = points[(i + 2) % points.length];
  const blend = (t: number, axis: 0 | 1) => {
    const [a, b, c, d] = [before[axis], from[axis], to[axis], after[axis]];
    return b + 0.5 * t * (c - a + t * (2 * a - 5 * b + 4 * c - d + t * (3 * (b - c) + d - a)));
  };
  return Array.from({ length: PIECES }, (_, piece) => {
    const t = piece / PIECES;
    return [blend(t, 0), blend(t, 1)];
  });
}

/** Places at equal distances, nearly TILE_LENGTH, along a closed polyline; the first is where it starts. */
function spread(curve: readonly (readonly [number, number])[]): (readonly [number, number])[] {
  const ends = [...curve, curve[0]];
  const along = [0];
  for (let i = 1; i < ends.length; i++) {
    const [x, y] = ends[i];
    const [beforeX, beforeY] = ends[i - 1];
    along.push(along[i - 1] + Math.hypot(x - beforeX, y - beforeY));
  }
  const length = along.at(-1)!;
  const count = Math.round(length / TILE_LENGTH);
  if (count < FEWEST_TILES) {
    const least = Math.ceil(FEWEST_TILES * TILE_LENGTH);
    throw new RangeError(`expected track to be at least ${least} m long, got ${length.toFixed(1)} m`);
  }
  let piece = 1;
  return Array.from({ length: count }, (_, i) => {
    const goal = (length * i) / count;
    while (along[piece] < goal) piece++;
    const [fromX, fromY] = ends[piece - 1];
    const [toX, toY] = ends[piece];
    const part = (goal - along[piece - 1]) / (along[piece] - along[piece - 1] || 1);
    return [fromX + part * (toX - fromX), fromY + part * (toY - fromY)];
  });
}

/** The same angle between −π and π. */
function withinHalfTurn(angle: number): number {
  return angle - 2 * Math.PI * Math.round(angle / (2 * Math.PI));
}

import { BODY_STRIDE, COS, type ContactListener, SIN, X, Y } from "./physics.js";

/** Box2D keeps polygons this far apart (m): two skins of twice its linear slop. Shapes closer than that touch. */
const TOUCH_DISTANCE = 2 * 2 * 0.005 + 10 * 2 ** -23;

/** No part of the car is further from the hull's origin than this (m). */
const REACH = 3;

/** Tiles are sought anew when the car has gone this far (m). */
const SLACK = 10;

/**
 * Tells which road tiles the bodies of the car overlap, by Box2D's measure (b2TestOverlap). Tiles kept here instead of
 * in the Box2D world give the same contacts, and the world steps twice as fast.
 */
export class TileSensor {
  readonly #corners: Float64Array;
  /** The tiles' shapes, made when the car comes near: most of a track is never reached in a short race. */
  readonly #tiles: (Polygon | undefined)[];
  /** The parts of each body, and each where it is now. */
  readonly #outlines: readonly (readonly Polygon[])[];
  readonly #placed: readonly (readonly Polygon[])[];
  readonly #onContact: ContactListener;
  /** For each body and tile, whether they overlapped at the last update. */
  readonly #touching: readonly Uint8Array[];
  #near: number[] = [];
  #x = Number.POSITIVE_INFINITY;
  #y = Number.POSITIVE_INFINITY;

  /**
   * @param tiles Corners as in `Scene.tiles`.
   * @param outlines For each body the outlines of its convex parts, x and y in turn (m, body coordinates).
   */
  constructor(
    tiles: Float64Array,
    outlines: readonly (readonly (readonly number[])[])[],
    onContact: ContactListener,
  ) {
    const count = tiles.length / 8;
    this.#corners = tiles;
    this.#tiles = new Array(count).fill(undefined);
    this.#outlines = outlines.map((parts) => parts.map((part) => new Polygon(part)));
    this.#placed = outlines.map((parts) => parts.map((part) => new Polygon(part)));
    this.#onContact = onContact;
    this.#touching = outlines.map(() => new Uint8Array(count));
  }

  /** Compares with the last update and reports what has begun or ended. @param bodies As in `World.bodies`. */
  update(bodies: Float32Array): void {
    const near = this.#tilesNear(bodies[X], bodies[Y]);
    for (let body = 0; body < this.#placed.length; body++) {
      const parts = this.#placed[body];
      const touching = this.#touching[body];
      const at = body * BODY_STRIDE;
      for (let i = 0; i < parts.length; i++) {
        const outline = this.#outlines[body][i];
        parts[i].place(outline, bodies[at + X], bodies[at + Y], bodies[at + SIN], bodies[at + COS]);
      }
      for (const tile of near) {
        const shape = this.#shapeOf(tile);
        const touches = parts.some((part) => part.isWithin(shape, TOUCH_DISTANCE)) ? 1 : 0;
        if (touches === touching[tile]) continue;
        touching[tile] = touches;
        this.#onContact(body, tile, touches === 1);
      }
    }
  }

  /** The tiles that the car touches, or may touch at this place; the list lasts for a while. */
  #tilesNear(x: number, y: number): readonly number[] {
    if (Math.abs(x - this.#x) + Math.abs(y - this.#y) > SLACK) {
      this.#x = x;
      this.#y = y;
      this.#near = [];
      for (let tile = 0; tile < this.#tiles.length; tile++) {
        const touched = this.#touching.some((tiles) => tiles[tile] === 1);
        if (touched || this.#isAround(tile, x, y, REACH + SLACK)) this.#near.push(tile);
      }
    }
    return this.#near;
  }

  #shapeOf(tile: number): Polygon {
    this.#tiles[tile] ??= new Polygon(this.#corners.subarray(8 * tile, 8 * tile + 8));
    return this.#tiles[tile];
  }

  /** Whether the tile's bounding box reaches into the square of half-side `distance` around (x, y). */
  #isAround(tile: number, x: number, y: number, distance: number): boolean {
    const reaches = (axis: 0 | 1, center: number) => {
      let below = false;
      let above = false;
      for (let at = 8 * tile + axis; at < 8 * tile + 8; at += 2) {
        below ||= this.#corners[at] <= center + distance;
        above ||= this.#corners[at] >= center - distance;
      }
      return below && above;
    };
    return reaches(0, x) && reaches(1, y);
  }
}

/** A convex polygon, counter-clockwise, with its outward edge normals and its bounding box. */
class Polygon {
  readonly #x: Float64Array;
  readonly #y: Float64Array;
  readonly #normalX: Float64Array;
  readonly #normalY: Float64Array;
  #left = 0;
  #right = 0;
  #bottom = 0;
  #top = 0;

  /** The convex hull of some points: x and y in turn, rounded to float32. */
  constructor(points: ArrayLike<number>) {
    const hull = convexHull(points);
    this.#x = Float64Array.from(hull, ([x]) => x);
    this.#y = Float64Array.from(hull, ([, y]) => y);
    const edges = hull.map(([x, y], i) => {
      const [nextX, nextY] = hull[(i + 1) % hull.length];
      const length = Math.hypot(nextX - x, nextY - y);
      return [(nextY - y) / length, (x - nextX) / length] as const;
    });
    this.#normalX = Float64Array.from(edges, ([x]) => x);
    this.#normalY = Float64Array.from(edges, ([, y]) => y);
    this.#bound();
  }

  /** Becomes a copy of `outline`, turned and then moved to (x, y). */
  place(outline: Polygon, x: number, y: number, sin: number, cos: number): void {
    for (let i = 0; i < this.#x.length; i++) {
      this.#x[i] = cos * outline.#x[i] - sin * outline.#y[i] + x;
      this.#y[i] = sin * outline.#x[i] + cos * outline.#y[i] + y;
      this.#normalX[i] = cos * outline.#normalX[i] - sin * outline.#normalY[i];
      this.#normalY[i] = sin * outline.#normalX[i] + cos * outline.#normalY[i];
    }
    this.#bound();
  }

  #bound(): void {
    this.#left = this.#bottom = Number.POSITIVE_INFINITY;
    this.#right = this.#top = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#x.length; i++) {
      const x = this.#x[i];
      const y = this.#y[i];
      if (x < this.#left) this.#left = x;
      if (x > this.#right) this.#right = x;
      if (y < this.#bottom) this.#bottom = y;
      if (y > this.#top) this.#top = y;
    }
  }

  /** Whether the polygons are less than `distance` apart. */
  isWithin(other: Polygon, distance: number): boolean {
    if (
      this.#left - other.#right >= distance ||
      other.#left - this.#right >= distance ||
      this.#bottom - other.#top >= distance ||
      other.#bottom - this.#top >= distance
    ) {
      return false;
    }
    const gap = Math.max(this.#gapTo(other), other.#gapTo(this));
    // The widest gap seen along an edge normal is at most the true distance.
    if (gap <= 0 || gap >= distance) return gap <= 0;
    return Math.min(this.#cornerDistance(other), other.#cornerDistance(this)) < distance;
  }

  /** The widest gap to the other polygon along this one's edge normals; at most 0 when none separates them. */
  #gapTo(other: Polygon): number {
    let widest = Number.NEGATIVE_INFINITY;
    for (let i = 0; i < this.#x.length; i++) {
      let nearest = Number.POSITIVE_INFINITY;
      for (let j = 0; j < other.#x.length; j++) {
        const along =
          this.#normalX[i] * (other.#x[j] - this.#x[i]) + this.#normalY[i] * (other.#y[j] - this.#y[i]);
        if (along < nearest) nearest = along;
      }
      if (nearest > widest) widest = nearest;
    }
    return widest;
  }

  /** The smallest distance from a corner of this polygon to an edge of the other. */
  #cornerDistance(other: Polygon): number {
    let smallest = Number.POSITIVE_INFINITY;
    const corners = other.#x.length;
    for (let j = 0; j < corners; j++) {
      const fromX = other.#x[j];
      const fromY = other.#y[j];
      const edgeX = other.#x[(j + 1) % corners] - fromX;
      const edgeY = other.#y[(j + 1) % corners] - fromY;
      const square = edgeX * edgeX + edgeY * edgeY;
      for (let i = 0; i < this.#x.length; i++) {
        const x = this.#x[i] - fromX;
        const y = this.#y[i] - fromY;
        const part = Math.max(0, Math.min(1, (x * edgeX + y * edgeY) / square));
        smallest = Math.min(smallest, Math.hypot(x - part * edgeX, y - part * edgeY));
      }
    }
    return smallest;
  }
}

type Point = readonly [x: number, y: number];

/** Corners of the convex hull, counter-clockwise (Andrew's monotone chain). */
function convexHull(points: ArrayLike<number>): Point[] {
  const sorted = Array.from(
    { length: points.length / 2 },
    (_, i): Point => [Math.fround(points[2 * i]), Math.fround(points[2 * i + 1])],
  ).sort(([ax, ay], [bx, by]) => ax - bx || ay - by);
  return [...chain(sorted), ...chain(sorted.reverse())];
}

/** The hull's corners from the first point to the one before the last, keeping to the right of all others. */
function chain(points: readonly Point[]): Point[] {
  const corners: Point[] = [];
  for (const point of points) {
    while (corners.length > 1 && !turnsLeft(corners.at(-2)!, corners.at(-1)!, point)) corners.pop();
    corners.push(point);
  }
  return corners.slice(0, -1);
}

function turnsLeft([ax, ay]: Point, [bx, by]: Point, [cx, cy]: Point): boolean {
  return (bx - ax) * (cy - ay) - (by - ay) * (cx - ax) > 0;
}

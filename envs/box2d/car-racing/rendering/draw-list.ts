import type { PackedColor } from "../../../rendering/surface.js";

/**
 * Whose drawing calls are followed: those of pygame-ce 2.5.8, which a default install of Gymnasium brings, or those of
 * pygame 2.6.1. They differ in polygons that are not smoothed, in lines and in the score's letters.
 */
export const PICTURES = ["pygame-ce", "pygame"] as const;
export type Pictures = (typeof PICTURES)[number];

/**
 * Kinds of shape: pygame.gfxdraw's aapolygon and filled_polygon together; draw.polygon; draw.lines of width 2. The last
 * two are pygame-ce's, or pygame's with PYGAME added.
 */
export const SMOOTH_POLYGON = 0;
export const POLYGON = 1;
export const POLYLINE = 2;
export const PYGAME = 4;

/** Words of a shape before its points: its kind, packed colour and number of points. */
export const KIND = 0;
export const COLOR = 1;
export const POINTS = 2;
export const HEADER = 3;

/**
 * Shapes in drawing order, in canvas pixels. One flat array, so that a kernel can read it as it is: for each shape a
 * header, then x and y of its points in turn.
 */
export class DrawList {
  #words = new Int32Array(1 << 13);
  #length = 0;
  #shape = 0;

  constructor(readonly pictures: Pictures = "pygame-ce") {}

  /** The shapes so far; a view that the next change may outdate. */
  get words(): Int32Array {
    return this.#words.subarray(0, this.#length);
  }

  clear(): void {
    this.#length = 0;
  }

  /** Begins a shape without points. @param kind SMOOTH_POLYGON, POLYGON or POLYLINE: whose is added to it. */
  begin(kind: number, color: PackedColor): void {
    this.#reserve(HEADER);
    this.#shape = this.#length;
    const differs = kind !== SMOOTH_POLYGON && this.pictures === "pygame";
    this.#words[this.#shape + KIND] = differs ? kind | PYGAME : kind;
    this.#words[this.#shape + COLOR] = color;
    this.#words[this.#shape + POINTS] = 0;
    this.#length += HEADER;
  }

  /** Adds a point to the shape begun last, truncated towards zero as pygame does. */
  point(x: number, y: number): void {
    this.#reserve(2);
    this.#words[this.#length++] = x;
    this.#words[this.#length++] = y;
    this.#words[this.#shape + POINTS]++;
  }

  #reserve(count: number): void {
    if (this.#length + count <= this.#words.length) return;
    const words = new Int32Array(2 * this.#words.length);
    words.set(this.#words);
    this.#words = words;
  }
}

import { ANGLE, HULL, X, Y } from "../physics/physics.js";
import type { Road, View } from "./view.js";

/** Size of the canvas on which Gymnasium draws before it scales, in pixels. */
export const CANVAS_WIDTH = 1000;
export const CANVAS_HEIGHT = 800;

/** Canvas pixels a metre while driving, and in the instant of the reset, from which the camera zooms in. */
const ZOOM = 2.7 * 6;
const START_ZOOM = 0.1 * 6;

/** How much of the canvas the whole road may fill, from edge to edge. */
const ROAD_PART = 0.94;

const TURN = 2 * Math.PI;
const QUARTER = Math.PI / 2;
const EPSILON = 1e-6;

/**
 * Maps metres to canvas pixels: first turns about the origin, then scales, then shifts. Pixel rows count upwards
 * here; the finished canvas is flipped. Every operation is in Gymnasium's order, so the results are equal doubles.
 */
export class Camera {
  readonly #zoom: number;
  readonly #cos: number;
  readonly #sin: number;
  #shiftX = 0;
  #shiftY = 0;

  private constructor(angle: number, zoom: number) {
    [this.#cos, this.#sin] = rotation(angle);
    this.#zoom = zoom;
  }

  /** The camera of the race: it turns with the car, which stands at a quarter of the height. */
  static following(view: View): Camera {
    const { bodies } = view.world;
    const zoom = START_ZOOM * Math.max(1 - view.time, 0) + ZOOM * Math.min(view.time, 1);
    const camera = new Camera(-bodies[HULL + ANGLE], zoom);
    const x = -bodies[HULL + X] * zoom;
    const y = -bodies[HULL + Y] * zoom;
    camera.#shiftX = CANVAS_WIDTH / 2 + (camera.#cos * x - camera.#sin * y);
    camera.#shiftY = CANVAS_HEIGHT / 4 + (camera.#sin * x + camera.#cos * y);
    return camera;
  }

  /** A camera high up that shows the whole road, with +y at the top. */
  static above({ corners }: Road): Camera {
    const [left, right] = range(corners, 0);
    const [bottom, top] = range(corners, 1);
    const zoom = Math.min(CANVAS_WIDTH / (right - left), CANVAS_HEIGHT / (top - bottom)) * ROAD_PART;
    const camera = new Camera(0, zoom);
    camera.#shiftX = CANVAS_WIDTH / 2 - (zoom * (left + right)) / 2;
    camera.#shiftY = CANVAS_HEIGHT / 2 - (zoom * (bottom + top)) / 2;
    return camera;
  }

  /** The part of the world that the canvas can show: a circle about (x, y), in metres, a little too large. */
  sight(): { x: number; y: number; radius: number } {
    const column = (CANVAS_WIDTH / 2 - this.#shiftX) / this.#zoom;
    const row = (CANVAS_HEIGHT / 2 - this.#shiftY) / this.#zoom;
    return {
      x: this.#cos * column + this.#sin * row,
      y: this.#cos * row - this.#sin * column,
      radius: (Math.hypot(CANVAS_WIDTH, CANVAS_HEIGHT) / 2 + 4) / this.#zoom,
    };
  }

  /** Column of the point (x, y), which is in metres. Not rounded. */
  column(x: number, y: number): number {
    return (this.#cos * x - this.#sin * y) * this.#zoom + this.#shiftX;
  }

  /** Row of the point (x, y), counted upwards. Not rounded. */
  row(x: number, y: number): number {
    return (this.#sin * x + this.#cos * y) * this.#zoom + this.#shiftY;
  }
}

/** Cosine and sine of an angle in radians; within 1e-6 of a quarter turn they are exact, as in pygame's Vector2. */
function rotation(radians: number): [cos: number, sin: number] {
  let angle = radians % TURN;
  if (angle < 0) angle += TURN;
  if ((angle + EPSILON) % QUARTER >= 2 * EPSILON) return [Math.cos(angle), Math.sin(angle)];
  switch (Math.trunc((angle + EPSILON) / QUARTER)) {
    case 1:
      return [0, 1];
    case 2:
      return [-1, 0];
    case 3:
      return [0, -1];
    default:
      return [1, 0];
  }
}

/** Least and greatest of every other number from `first` on. */
function range(corners: Float64Array, first: 0 | 1): [smallest: number, greatest: number] {
  let smallest = Number.POSITIVE_INFINITY;
  let greatest = Number.NEGATIVE_INFINITY;
  for (let i = first; i < corners.length; i += 2) {
    smallest = Math.min(smallest, corners[i]);
    greatest = Math.max(greatest, corners[i]);
  }
  return [smallest, greatest];
}

import { HULL_OUTLINES, WHEEL_OUTLINE } from "../../../../../envs/box2d/car-racing/car.js";
import {
  ANGLE,
  BODIES,
  BODY_STRIDE,
  HULL,
  X,
  Y,
} from "../../../../../envs/box2d/car-racing/physics/physics.js";
import type { Road, Skid } from "../../../../../envs/box2d/car-racing/rendering/view.js";
import { PLAYFIELD, type Track } from "../../../../../envs/box2d/car-racing/track.js";

/**
 * The environment's image for people is this wide (m). There the camera begins high up, where the car is three pixels
 * long, and comes down in a second; here it is down from the beginning, since a person drives by what it shows.
 */
const VIEW_WIDTH = 1000 / 16.2;

/** Where the car stands in the image: share of the height from the top. */
const CAR_ROW = 0.72;

/** Side of a grass square (m). */
const GRASS = PLAYFIELD / 20;

const COLORS = {
  ground: "#66cc66",
  grass: "#66e066",
  beyond: "#4c9a53",
  road: "#666669",
  white: "#f7f5f0",
  red: "#d8352a",
  rubber: "rgb(20 20 24 / 60%)",
  mud: "rgb(102 92 20 / 60%)",
  wheel: "#17181c",
  hull: "#cc1111",
  outline: "rgb(0 0 0 / 35%)",
};

/** What is to be seen of a `Race`, under way or remembered. */
export interface RaceState {
  readonly track: Track;
  readonly road: Road;
  readonly world: { readonly bodies: Float32Array };
  readonly car: { readonly skids: readonly Skid[] };
}

/** A line on the road, in metres. */
export interface Ribbon {
  readonly path: Path2D;
  readonly color: string;
}

/** Another car on the same track, shown as a ghost. */
export interface Ghost {
  /** The same numbers as `World.bodies`. */
  readonly bodies: Float32Array;
  readonly color: string;
}

/** What can be drawn on: a canvas of a page, or one that nobody sees. */
type Context = CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;

/** Draws a race over the whole of a canvas, whatever its size. */
export class RacePainter {
  /** Of the car. */
  color = COLORS.hull;
  readonly #context: Context;
  #track: Track | undefined;
  #road = new Path2D();
  #whiteBorder = new Path2D();
  #redBorder = new Path2D();

  constructor(context: Context) {
    this.#context = context;
  }

  /** Draws the state of a race. */
  draw(race: RaceState, ghosts: readonly Ghost[] = [], ribbons: readonly Ribbon[] = []): void {
    if (race.track !== this.#track) this.#lay(race);
    const context = this.#context;
    const { bodies } = race.world;
    this.#aim(bodies);
    this.#drawGround(bodies[X], bodies[Y]);
    context.fillStyle = COLORS.road;
    context.fill(this.#road);
    context.fillStyle = COLORS.white;
    context.fill(this.#whiteBorder);
    context.fillStyle = COLORS.red;
    context.fill(this.#redBorder);
    this.#drawSkids(race);
    this.#drawRibbons(ribbons);
    context.globalAlpha = 0.55;
    for (const ghost of ghosts) this.#drawCar(ghost.bodies, ghost.color);
    context.globalAlpha = 1;
    this.#drawCar(bodies, this.color);
  }

  /** Points the camera: it turns with the car. */
  #aim(bodies: Float32Array): void {
    const { width, height } = this.#context.canvas;
    const zoom = width / VIEW_WIDTH;
    const angle = bodies[ANGLE];
    const cos = Math.cos(angle) * zoom;
    const sin = Math.sin(angle) * zoom;
    const x = bodies[X];
    const y = bodies[Y];
    // World y points up, the canvas' down.
    this.#context.setTransform(
      cos,
      sin,
      sin,
      -cos,
      width / 2 - (cos * x + sin * y),
      height * CAR_ROW - (sin * x - cos * y),
    );
  }

  #drawGround(x: number, y: number): void {
    const context = this.#context;
    const { a, b } = context.getTransform();
    const reach = Math.hypot(this.#context.canvas.width, this.#context.canvas.height) / Math.hypot(a, b);
    context.fillStyle = COLORS.beyond;
    context.fillRect(x - reach, y - reach, 2 * reach, 2 * reach);
    context.fillStyle = COLORS.ground;
    context.fillRect(-PLAYFIELD, -PLAYFIELD, 2 * PLAYFIELD, 2 * PLAYFIELD);
    context.fillStyle = COLORS.grass;
    context.beginPath();
    const from = (center: number) => Math.max(-10, Math.floor((center - reach) / GRASS / 2));
    const to = (center: number) => Math.min(9, Math.ceil((center + reach) / GRASS / 2));
    for (let i = from(x); i <= to(x); i++) {
      for (let j = from(y); j <= to(y); j++) context.rect(2 * i * GRASS, 2 * j * GRASS, GRASS, GRASS);
    }
    context.fill();
  }

  #drawRibbons(ribbons: readonly Ribbon[]): void {
    const context = this.#context;
    context.lineWidth = 0.35;
    context.lineCap = "round";
    context.globalAlpha = 0.6;
    for (const { path, color } of ribbons) {
      context.strokeStyle = color;
      context.stroke(path);
    }
    context.globalAlpha = 1;
  }

  #drawSkids({ car }: RaceState): void {
    const context = this.#context;
    context.lineWidth = 0.22;
    context.lineJoin = "round";
    for (const { grass, points } of car.skids) {
      context.strokeStyle = grass ? COLORS.mud : COLORS.rubber;
      context.beginPath();
      for (let i = 0; i < points.length; i += 2) context.lineTo(points[i], points[i + 1]);
      context.stroke();
    }
  }

  #drawCar(bodies: Float32Array, color: string): void {
    const context = this.#context;
    const transform = context.getTransform();
    for (let body = BODIES - 1; body >= 0; body--) {
      const at = body * BODY_STRIDE;
      context.translate(bodies[at + X], bodies[at + Y]);
      context.rotate(bodies[at + ANGLE]);
      context.fillStyle = body === HULL ? color : COLORS.wheel;
      context.beginPath();
      for (const outline of body === HULL ? HULL_OUTLINES : [WHEEL_OUTLINE]) addPolygon(context, outline);
      context.fill();
      if (body === HULL) {
        context.lineWidth = 0.06;
        context.strokeStyle = COLORS.outline;
        context.stroke();
      }
      context.setTransform(transform);
    }
  }

  /** Prepares a new track's shapes. */
  #lay({ track, road }: RaceState): void {
    this.#track = track;
    this.#road = new Path2D();
    this.#whiteBorder = new Path2D();
    this.#redBorder = new Path2D();
    for (let polygon = 0, tile = 0; polygon < road.count; polygon++, tile++) {
      addPolygon(this.#road, road.corners.subarray(8 * polygon, 8 * polygon + 8));
      if (track.borders[tile] === undefined) continue;
      polygon++;
      const border = tile % 2 === 0 ? this.#whiteBorder : this.#redBorder;
      addPolygon(border, road.corners.subarray(8 * polygon, 8 * polygon + 8));
    }
  }
}

function addPolygon(path: Path2D | Context, corners: ArrayLike<number>): void {
  path.moveTo(corners[0], corners[1]);
  for (let i = 2; i < corners.length; i += 2) path.lineTo(corners[i], corners[i + 1]);
  path.closePath();
}

import type { Picture } from "../../env.js";
import { fillDisc } from "../../rendering/circle.js";
import { drawLine } from "../../rendering/lines.js";
import { fillPolygon } from "../../rendering/polygon.js";
import { drawSmoothLines } from "../../rendering/smooth-lines.js";
import { smoothOutline } from "../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../rendering/surface.js";

/** What is seen of a flight, in metres, y upwards. Lists of points hold x and y in turn. */
export interface LunarLanderScene {
  /** The surface of the moon from left to right: double precision. */
  readonly terrain: readonly number[];
  /** Glowing exhaust, oldest first: where it is, in single precision, and its `ttl` after this picture's decay of 0.15. */
  readonly particles: readonly { readonly x: number; readonly y: number; readonly ttl: number }[];
  /** The lander, then its legs: corners in Box2D's order, moved by the body's transform in single precision. */
  readonly bodies: readonly (readonly number[])[];
  /** The ends of the pad and its height. */
  readonly padLeft: number;
  readonly padRight: number;
  readonly padHeight: number;
}

const WIDTH = 600;
const HEIGHT = 400;
const SCALE = 30; // pixels a metre

const SKY_TOP = HEIGHT / SCALE;
const WHITE = rgb(255, 255, 255);
const BLACK = rgb(0, 0, 0);
const BODY_COLOR = rgb(128, 102, 230);
const EDGE_COLOR = rgb(77, 77, 128);
const FLAG_COLOR = rgb(204, 204, 0);

/** The flight, 600 × 400, as Gymnasium draws it with pygame-ce. */
export function drawScene(scene: LunarLanderScene): Picture {
  const surface = new Surface(WIDTH, HEIGHT);
  surface.fill(WHITE);
  // Drawn upwards, and turned upside down in the end.
  const { terrain } = scene;
  for (let i = 0; i + 3 < terrain.length; i += 2) {
    const [x1, y1, x2, y2] = terrain.slice(i, i + 4) as [number, number, number, number];
    const sky = [x1, y1, x2, y2, x2, SKY_TOP, x1, SKY_TOP].map((value) => value * SCALE);
    fillPolygon(surface, sky, BLACK);
    smoothOutline(surface, sky, BLACK);
  }
  // The flags are drawn again with every object, as in Gymnasium: their smooth edges get stronger each time.
  for (const { x, y, ttl } of scene.particles) {
    fillDisc(surface, toPixels(x), toPixels(y), 2, glow(ttl));
    drawFlags(surface, scene);
  }
  for (const body of scene.bodies) {
    const corners = body.map(toPixels);
    fillPolygon(surface, corners, BODY_COLOR);
    smoothOutline(surface, corners, BODY_COLOR);
    drawSmoothLines(surface, corners, EDGE_COLOR, { closed: true });
    drawFlags(surface, scene);
  }
  surface.flip();
  return surface.picture();
}

/** In single precision, as Box2D's vectors are. */
const toPixels = (metres: number): number => Math.fround(metres * SCALE);

function glow(ttl: number): number {
  const level = (share: number) => Math.trunc(Math.max(0.2, share) * 255);
  return rgb(level(0.15 + ttl), level(0.5 * ttl), level(0.5 * ttl));
}

function drawFlags(surface: Surface, { padLeft, padRight, padHeight }: LunarLanderScene): void {
  const bottom = padHeight * SCALE;
  const top = bottom + 50;
  for (const end of [padLeft, padRight]) {
    const x = end * SCALE;
    drawLine(surface, x, bottom, x, top, WHITE);
    const flag = [x, top, x, top - 10, x + 25, top - 5];
    fillPolygon(surface, flag, FLAG_COLOR);
    smoothOutline(surface, flag, FLAG_COLOR);
  }
}

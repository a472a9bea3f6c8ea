import type { RenderFrame } from "../../env.js";
import { drawLine, drawLines } from "../../rendering/lines.js";
import { fillPolygon } from "../../rendering/polygon.js";
import { drawSmoothLine } from "../../rendering/smooth-lines.js";
import { smoothOutline } from "../../rendering/smooth-polygon.js";
import { type PackedColor, rgb, Surface } from "../../rendering/surface.js";
import { placed } from "../placed.js";
import { type Cloud, TERRAIN_HEIGHT, TERRAIN_STEP, type Terrain } from "./terrain.js";
import { SCALE, VIEWPORT_HEIGHT, VIEWPORT_WIDTH } from "./walker.js";
import type { Ray, WalkerWorld } from "./world.js";

const SKY = rgb(215, 215, 255);
const WHITE = rgb(255, 255, 255);
const BLACK = rgb(0, 0, 0);
const BLOCK_EDGE = rgb(153, 153, 153);
const GROUND = rgb(102, 153, 76);
/** Of the lines of the ground, in turn. */
const GRASS = [rgb(76, 255, 76), rgb(76, 204, 76)] as const;
const LIDAR = rgb(255, 0, 0);
const FLAG = rgb(230, 51, 0);

interface Colors {
  readonly fill: PackedColor;
  readonly edge: PackedColor;
}

/** Colors of a leg: the far one is brighter. @param side −1 or 1. */
const legColors = (side: number): Colors => ({
  fill: rgb(153 - side * 25, 76 - side * 25, 127 - side * 25),
  edge: rgb(102 - side * 25, 51 - side * 25, 76 - side * 25),
});

const HULL: Colors = { fill: rgb(127, 51, 229), edge: rgb(76, 76, 127) };
const BODIES: readonly Colors[] = [HULL, legColors(-1), legColors(-1), legColors(1), legColors(1)];

/** Draws the walker, 600 × 400, as Gymnasium does with pygame-ce. @param ray A ray of the lidar to show. */
export function paint(
  world: WalkerWorld,
  terrain: Terrain,
  clouds: readonly Cloud[],
  ray: Ray | undefined,
): RenderFrame {
  // The surface reaches from the start of the terrain to the right edge of the image; its left part is cut
  // off.
  const scroll = world.hull.x - VIEWPORT_WIDTH / SCALE / 5;
  const surface = new Surface(Math.trunc(VIEWPORT_WIDTH + Math.max(0, scroll) * SCALE), VIEWPORT_HEIGHT);
  // Drawn upwards, and turned upside down in the end.
  const left = scroll * SCALE;
  const right = left + VIEWPORT_WIDTH;
  fillPolygon(surface, [left, 0, right, 0, right, VIEWPORT_HEIGHT, left, VIEWPORT_HEIGHT], SKY);
  drawClouds(surface, clouds, scroll);
  drawGround(surface, terrain, scroll);
  if (ray) drawLine(surface, ray.x1 * SCALE, ray.y1 * SCALE, ray.x2 * SCALE, ray.y2 * SCALE, LIDAR);
  drawParts(surface, world);
  drawFlag(surface);
  surface.flip();
  return surface.frame(surface.width - VIEWPORT_WIDTH, VIEWPORT_WIDTH);
}

/** Clouds move half as fast as the ground. */
function drawClouds(surface: Surface, clouds: readonly Cloud[], scroll: number): void {
  for (const { outline, left, right } of clouds) {
    if (right < scroll / 2 || left > scroll / 2 + VIEWPORT_WIDTH / SCALE) continue;
    const points = outline.flatMap(([x, y]) => [x * SCALE + (scroll * SCALE) / 2, y * SCALE]);
    fillPolygon(surface, points, WHITE);
    smoothOutline(surface, points, WHITE);
  }
}

function drawGround(surface: Surface, { ground }: Terrain, scroll: number): void {
  for (let i = 0; i + 1 < ground.length; i++) {
    const [x1, y1] = ground[i];
    const [x2, y2] = ground[i + 1];
    if (x2 < scroll || x1 > scroll + VIEWPORT_WIDTH / SCALE) continue;
    const points = [x1, y1, x2, y2, x2, 0, x1, 0].map((value) => value * SCALE);
    fillPolygon(surface, points, GROUND);
    smoothOutline(surface, points, GROUND);
  }
}

/** The lines of the ground and the blocks, the legs, and the hull. */
function drawParts(surface: Surface, { parts, bodies, shapes }: WalkerWorld): void {
  for (const { corners, index } of parts) {
    // The terrain's bodies are at the origin: their corners are where they are, in float32.
    const points = corners.map((value) => value * SCALE);
    if (index >= 0) {
      drawSmoothLine(surface, points[0], points[1], points[2], points[3], GRASS[index % 2]);
    } else {
      drawShape(surface, points, { fill: WHITE, edge: BLOCK_EDGE });
    }
  }
  const [hull, ...legs] = bodies.map((body, i) => placed(shapes[i], body, SCALE));
  for (const [i, points] of [...legs, hull!].entries()) {
    drawShape(surface, points, BODIES[(i + 1) % BODIES.length]);
  }
}

function drawShape(surface: Surface, points: Float32Array, { fill, edge }: Colors): void {
  fillPolygon(surface, points, fill);
  smoothOutline(surface, points, fill);
  const closed = [...points, points[0], points[1]];
  drawLines(surface, closed, edge, { closed: true });
  smoothOutline(surface, closed, edge);
}

function drawFlag(surface: Surface): void {
  const bottom = TERRAIN_HEIGHT * SCALE;
  const top = bottom + 50;
  const x = TERRAIN_STEP * 3 * SCALE;
  drawSmoothLine(surface, x, bottom, x, top, BLACK);
  const flag = [x, top, x, top - 10, x + 25, top - 5];
  fillPolygon(surface, flag, FLAG);
  drawLines(surface, [...flag, x, top], BLACK);
}

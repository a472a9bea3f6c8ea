import type { Picture } from "../../env.js";
import { drawLine, drawLines } from "../../rendering/lines.js";
import { fillPolygon } from "../../rendering/polygon.js";
import { drawSmoothLine } from "../../rendering/smooth-lines.js";
import { smoothOutline } from "../../rendering/smooth-polygon.js";
import { type PackedColor, rgb, Surface } from "../../rendering/surface.js";

/** What is seen of a walk, in metres, y upwards. Lists of points hold x and y in turn. */
export interface BipedalWalkerScene {
  /** How far the view has moved to the right. */
  readonly scroll: number;
  /** Clouds and the columns that they cover: double precision. */
  readonly clouds: readonly {
    readonly points: readonly number[];
    readonly left: number;
    readonly right: number;
  }[];
  /** The ground as quadrilaterals from left to right, the upper left and the upper right corner first: double precision. */
  readonly ground: readonly Painted[];
  /** The ray of the lidar that is shown. */
  readonly ray: readonly [x1: number, y1: number, x2: number, y2: number] | undefined;
  /**
   * Bodies in the order in which they are drawn: corners in Box2D's order, moved by the body's transform in single
   * precision. Two points are an edge.
   */
  readonly bodies: readonly (Painted & { readonly edgeColor: PackedColor })[];
}

interface Painted {
  readonly points: readonly number[];
  readonly color: PackedColor;
}

const WIDTH = 600;
const HEIGHT = 400;
const SCALE = 30; // pixels a metre

const SKY_COLOR = rgb(215, 215, 255);
const CLOUD_COLOR = rgb(255, 255, 255);
const RAY_COLOR = rgb(255, 0, 0);
const FLAG_COLOR = rgb(230, 51, 0);
const BLACK = rgb(0, 0, 0);

/** Where the flag stands and how high, in pixels. */
const FLAG_X = (14 / SCALE) * 3 * SCALE;
const FLAG_BOTTOM = (HEIGHT / SCALE / 4) * SCALE;
const FLAG_TOP = FLAG_BOTTOM + 50;

/** The walk, 600 × 400, as Gymnasium draws it with pygame-ce: on a surface as wide as the way, of which the end is shown. */
export function drawScene({ scroll, clouds, ground, ray, bodies }: BipedalWalkerScene): Picture {
  const surface = new Surface(Math.trunc(WIDTH + Math.max(0, scroll) * SCALE), HEIGHT);
  // Drawn upwards, and turned upside down in the end.
  const left = scroll * SCALE;
  fillPolygon(surface, [left, 0, left + WIDTH, 0, left + WIDTH, HEIGHT, left, HEIGHT], SKY_COLOR);
  for (const cloud of clouds) {
    // Clouds move half as fast.
    if (cloud.right < scroll / 2 || cloud.left > scroll / 2 + WIDTH / SCALE) continue;
    const points = cloud.points.map((value, i) => value * SCALE + (i % 2 === 0 ? (scroll * SCALE) / 2 : 0));
    fillPolygon(surface, points, CLOUD_COLOR);
    smoothOutline(surface, points, CLOUD_COLOR);
  }
  for (const { points, color } of ground) {
    if (points[2]! < scroll || points[0]! > scroll + WIDTH / SCALE) continue;
    const corners = points.map((value) => value * SCALE);
    fillPolygon(surface, corners, color);
    smoothOutline(surface, corners, color);
  }
  if (ray) {
    const [x1, y1, x2, y2] = ray;
    drawLine(surface, x1 * SCALE, y1 * SCALE, x2 * SCALE, y2 * SCALE, RAY_COLOR);
  }
  for (const body of bodies) drawBody(surface, body);
  drawFlag(surface);
  surface.flip();
  return surface.picture(surface.width - WIDTH);
}

function drawBody(
  surface: Surface,
  { points, color, edgeColor }: BipedalWalkerScene["bodies"][number],
): void {
  const corners = points.map((value) => Math.fround(value * SCALE));
  if (corners.length === 4) {
    drawSmoothLine(surface, ...(corners as [number, number, number, number]), color);
    return;
  }
  fillPolygon(surface, corners, color);
  smoothOutline(surface, corners, color);
  // The first corner once more.
  const edge = [...corners, corners[0]!, corners[1]!];
  drawLines(surface, edge, edgeColor, { closed: true });
  smoothOutline(surface, edge, edgeColor);
}

function drawFlag(surface: Surface): void {
  drawSmoothLine(surface, FLAG_X, FLAG_BOTTOM, FLAG_X, FLAG_TOP, BLACK);
  const flag = [FLAG_X, FLAG_TOP, FLAG_X, FLAG_TOP - 10, FLAG_X + 25, FLAG_TOP - 5];
  fillPolygon(surface, flag, FLAG_COLOR);
  drawLines(surface, [...flag, flag[0]!, flag[1]!], BLACK);
}

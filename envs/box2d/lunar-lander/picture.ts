import { Canvas, type Color } from "../../canvas.js";
import type { Picture } from "../../env.js";
import type { Flames } from "./flames.js";
import { LANDER_OUTLINE, LEG_HALF_HEIGHT, LEG_HALF_WIDTH, SCALE } from "./lander.js";
import type { Placement } from "./physics/physics.js";
import { HEIGHT, PAD_HEIGHT, PAD_LEFT, PAD_RIGHT, type Terrain, WIDTH } from "./terrain.js";

type Outline = readonly (readonly [x: number, y: number])[];

const GROUND: Color = [255, 255, 255];
const SKY: Color = [0, 0, 0];
const BODY: Color = [128, 102, 230];
const EDGE: Color = [77, 77, 128];
const POLE: Color = [255, 255, 255];
const FLAG: Color = [204, 204, 0];

const LEG_OUTLINE: Outline = [
  [-LEG_HALF_WIDTH, -LEG_HALF_HEIGHT],
  [LEG_HALF_WIDTH, -LEG_HALF_HEIGHT],
  [LEG_HALF_WIDTH, LEG_HALF_HEIGHT],
  [-LEG_HALF_WIDTH, LEG_HALF_HEIGHT],
];

/** Draws a flight, 600 × 400. The first placement is the lander's, the others are its legs'. */
export function paint(terrain: Terrain, placements: readonly Placement[], flames: Flames): Picture {
  const canvas = new Canvas(WIDTH * SCALE, Math.round(HEIGHT * SCALE));
  canvas.fill(GROUND);
  canvas.polygon(toPixels([[0, HEIGHT], ...terrain, [WIDTH, HEIGHT]]), SKY);
  for (const { x, y, heat } of flames) {
    const glow = Math.round(255 * Math.max(0.2, 0.5 * heat));
    canvas.circle(x * SCALE, (HEIGHT - y) * SCALE, 2, [Math.round(255 * Math.max(0.2, heat)), glow, glow]);
  }
  for (const [i, placement] of placements.entries()) {
    const corners = toPixels(placed(i === 0 ? LANDER_OUTLINE : LEG_OUTLINE, placement));
    canvas.polygon(corners, BODY);
    drawOutline(canvas, corners);
  }
  for (const x of [PAD_LEFT, PAD_RIGHT]) drawFlag(canvas, x * SCALE);
  return canvas;
}

function drawOutline(canvas: Canvas, corners: readonly number[]): void {
  for (let i = 0; i < corners.length; i += 2) {
    const next = (i + 2) % corners.length;
    canvas.line(corners[i]!, corners[i + 1]!, corners[next]!, corners[next + 1]!, 1, EDGE);
  }
}

function drawFlag(canvas: Canvas, x: number): void {
  const ground = (HEIGHT - PAD_HEIGHT) * SCALE;
  canvas.line(x, ground, x, ground - 50, 1, POLE);
  canvas.polygon([x, ground - 50, x, ground - 40, x + 25, ground - 45], FLAG);
}

function placed(outline: Outline, { x, y, angle }: Placement): Outline {
  const [sin, cos] = [Math.sin(angle), Math.cos(angle)];
  return outline.map(([px, py]) => [x + px * cos - py * sin, y + px * sin + py * cos]);
}

/** From metres, upwards, to pixels, downwards. */
function toPixels(outline: Outline): number[] {
  return outline.flatMap(([x, y]) => [x * SCALE, (HEIGHT - y) * SCALE]);
}

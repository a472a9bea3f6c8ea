import type { RenderFrame } from "../../env.js";
import { fillDisc } from "../../rendering/circle.js";
import { drawLine } from "../../rendering/lines.js";
import { fillPolygon } from "../../rendering/polygon.js";
import { drawSmoothLines } from "../../rendering/smooth-lines.js";
import { smoothOutline } from "../../rendering/smooth-polygon.js";
import { type PackedColor, rgb, Surface } from "../../rendering/surface.js";
import { type Placement, placed } from "../placed.js";
import { FLAME_RADIUS, type Flame } from "./flames.js";
import { LANDER_OUTLINE, LEG_HALF_HEIGHT, LEG_HALF_WIDTH, SCALE } from "./lander.js";
import { HEIGHT, PAD_HEIGHT, PAD_LEFT, PAD_RIGHT, type Terrain } from "./terrain.js";

const FRAME_WIDTH = 600;
const FRAME_HEIGHT = 400;

const GROUND = rgb(255, 255, 255);
const SKY = rgb(0, 0, 0);
const BODY = rgb(128, 102, 230);
const EDGE = rgb(77, 77, 128);
const POLE = rgb(255, 255, 255);
const FLAG = rgb(204, 204, 0);
const POLE_HEIGHT = 50; // pixels

const LANDER = LANDER_OUTLINE.flat();
const LEG = [
  ...[-LEG_HALF_WIDTH, -LEG_HALF_HEIGHT],
  ...[LEG_HALF_WIDTH, -LEG_HALF_HEIGHT],
  ...[LEG_HALF_WIDTH, LEG_HALF_HEIGHT],
  ...[-LEG_HALF_WIDTH, LEG_HALF_HEIGHT],
];

/**
 * Draws a flight, 600 × 400, as Gymnasium does with pygame-ce. The first placement is the lander's, the
 * others its legs'.
 */
export function paint(
  terrain: Terrain,
  placements: readonly Placement[],
  flames: readonly Flame[],
): RenderFrame {
  const surface = new Surface(FRAME_WIDTH, FRAME_HEIGHT);
  surface.fill(GROUND);
  // Drawn upwards, and turned upside down in the end.
  for (let i = 0; i + 1 < terrain.length; i++) {
    const [x1, y1] = terrain[i];
    const [x2, y2] = terrain[i + 1];
    const sky = [x1, y1, x2, y2, x2, HEIGHT, x1, HEIGHT].map((value) => value * SCALE);
    fillPolygon(surface, sky, SKY);
    smoothOutline(surface, sky, SKY);
  }
  // The flags are drawn again after every body, so that each covers what came before.
  for (const { body, heat } of flames) {
    const [x, y] = placed([0, 0], body, SCALE);
    fillDisc(surface, x!, y!, Math.fround(FLAME_RADIUS) * SCALE, colorOf(heat));
    drawFlags(surface);
  }
  for (const [i, placement] of placements.entries()) {
    const corners = placed(i === 0 ? LANDER : LEG, placement, SCALE);
    fillPolygon(surface, corners, BODY);
    smoothOutline(surface, corners, BODY);
    drawSmoothLines(surface, corners, EDGE, { closed: true });
    drawFlags(surface);
  }
  surface.flip();
  return surface.frame();
}

function colorOf(heat: number): PackedColor {
  const glow = Math.trunc(Math.max(0.2, 0.5 * heat) * 255);
  return rgb(Math.trunc(Math.max(0.2, 0.15 + heat) * 255), glow, glow);
}

function drawFlags(surface: Surface): void {
  for (const pad of [PAD_LEFT, PAD_RIGHT]) {
    const x = pad * SCALE;
    const bottom = PAD_HEIGHT * SCALE;
    const top = bottom + POLE_HEIGHT;
    const flag = [x, top, x, top - 10, x + 25, top - 5];
    drawLine(surface, x, bottom, x, top, POLE);
    fillPolygon(surface, flag, FLAG);
    smoothOutline(surface, flag, FLAG);
  }
}

import type { RenderFrame } from "../../env.js";
import { blit, flipImage, type Image, scaleDown } from "../../rendering/image.js";
import { rotate } from "../../rendering/rotate.js";
import { drawSmoothDisc } from "../../rendering/smooth-circle.js";
import { drawSmooth } from "../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../rendering/surface.js";
import { torqueArrow } from "./torque-arrow.js";

const SIZE = 500;
const MIDDLE = SIZE / 2;
const SCALE = SIZE / (2.2 * 2); // pixels a metre
const LENGTH = SCALE;
const HALF_WIDTH = (0.2 * SCALE) / 2;
const ROD_COLOR = rgb(204, 77, 77);

const f = Math.fround;

let arrow: Image | undefined;

/**
 * The pendulum and an arrow as large as the torque, 500 × 500, as Gymnasium draws it with pygame-ce.
 * @param angle Counterclockwise from upright, rad.
 * @param torque Of the last step, N m, a float32 value; without it no arrow.
 */
export function drawPendulum(angle: number, torque: number | undefined): RenderFrame {
  const surface = new Surface(SIZE, SIZE);
  surface.fill(rgb(255, 255, 255));
  // Drawn upwards, and turned upside down in the end.
  const turn = angle + Math.PI / 2;
  const rod = [0, -HALF_WIDTH, 0, HALF_WIDTH, LENGTH, HALF_WIDTH, LENGTH, -HALF_WIDTH];
  drawSmooth(surface, rotate(rod, turn), MIDDLE, MIDDLE, ROD_COLOR);
  const radius = Math.trunc(HALF_WIDTH);
  drawSmoothDisc(surface, MIDDLE, MIDDLE, radius, ROD_COLOR);
  const [endX, endY] = rotate([LENGTH, 0], turn) as [number, number];
  drawSmoothDisc(surface, endX + MIDDLE, endY + MIDDLE, radius, ROD_COLOR);
  if (torque !== undefined) drawTorque(surface, torque);
  drawSmoothDisc(surface, MIDDLE, MIDDLE, Math.trunc(0.05 * SCALE), rgb(0, 0, 0));
  surface.flip();
  return surface.frame();
}

function drawTorque(surface: Surface, torque: number): void {
  arrow ??= torqueArrow();
  const size = Math.trunc(f(f(f(SCALE) * Math.abs(torque)) / 2));
  const scaled = flipImage(scaleDown(arrow, size, size), torque > 0, true);
  const corner = MIDDLE - Math.floor(size / 2);
  blit(surface, scaled, corner, corner);
}

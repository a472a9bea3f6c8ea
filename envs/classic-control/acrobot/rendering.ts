import type { RenderFrame } from "../../env.js";
import { cosFloat32, sinFloat32 } from "../../libm/numpy-float32.js";
import { cos, sin } from "../../libm/trigonometry.js";
import { drawLine } from "../../rendering/lines.js";
import { rotate } from "../../rendering/rotate.js";
import { drawSmoothDisc } from "../../rendering/smooth-circle.js";
import { drawSmooth } from "../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../rendering/surface.js";

const SIZE = 500;
const MIDDLE = SIZE / 2;
const SCALE = SIZE / (2.2 * 2); // pixels a metre
const HALF_WIDTH = 0.1 * SCALE;
const LINK = [0, -HALF_WIDTH, 0, HALF_WIDTH, SCALE, HALF_WIDTH, SCALE, -HALF_WIDTH];
const LINK_COLOR = rgb(0, 204, 204);
const JOINT_COLOR = rgb(204, 204, 0);

const f = Math.fround;

/**
 * The two links and the line to reach, 500 × 500, as Gymnasium draws them with pygame-ce.
 * @param angle1 Of the first link, rad.
 * @param angle2 Of the second link relative to the first, rad.
 * @param isFloat32 Whether Gymnasium holds the angles in single precision, and so computes with them.
 */
export function drawAcrobot(angle1: number, angle2: number, isFloat32: boolean): RenderFrame {
  const surface = new Surface(SIZE, SIZE);
  surface.fill(rgb(255, 255, 255));
  // Drawn upwards, and turned upside down in the end.
  drawLine(
    surface,
    -2.2 * SCALE + MIDDLE,
    SCALE + MIDDLE,
    2.2 * SCALE + MIDDLE,
    SCALE + MIDDLE,
    rgb(0, 0, 0),
  );
  const quarter = isFloat32 ? f(Math.PI / 2) : Math.PI / 2;
  const round = isFloat32 ? f : (value: number) => value;
  const scale = round(SCALE);
  const [cosine, sine] = isFloat32 ? [cosFloat32, sinFloat32] : [cos, sin];
  const elbowX = round(sine(angle1) * scale);
  const elbowY = round(-cosine(angle1) * scale);
  drawLink(surface, MIDDLE, MIDDLE, round(angle1 - quarter));
  drawLink(surface, elbowX + MIDDLE, elbowY + MIDDLE, round(round(angle1 + angle2) - quarter));
  surface.flip();
  return surface.frame();
}

function drawLink(surface: Surface, x: number, y: number, angle: number): void {
  drawSmooth(surface, rotate(LINK, angle), x, y, LINK_COLOR);
  drawSmoothDisc(surface, x, y, Math.trunc(HALF_WIDTH), JOINT_COLOR);
}

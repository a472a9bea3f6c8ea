import { rgb } from "../../../rendering/surface.js";
import { ANGULAR_VELOCITY, HULL, VX, VY } from "../physics/physics.js";
import { CANVAS_HEIGHT, CANVAS_WIDTH } from "./camera.js";
import { type DrawList, POLYGON } from "./draw-list.js";
import type { View } from "./view.js";

/** The panel is laid out on a grid of 40 × 40 (pixels a cell). */
const CELL_WIDTH = CANVAS_WIDTH / 40;
const CELL_HEIGHT = CANVAS_HEIGHT / 40;

/** Height of the black panel at the bottom of the canvas (pixels). */
export const PANEL_HEIGHT = 5 * CELL_HEIGHT;

/** Values this small are not shown. */
const THRESHOLD = 1e-4;

const BLACK = rgb(0, 0, 0);
const WHITE = rgb(255, 255, 255);
const FRONT_WHEEL = rgb(0, 0, 255);
const REAR_WHEEL = rgb(51, 0, 255);
const GREEN = rgb(0, 255, 0);
const RED = rgb(255, 0, 0);

/** Draws the black panel with its bars: speed, the four wheels' rotation, steering, the hull's rotation. */
export function drawIndicators(list: DrawList, view: View): void {
  const { bodies, jointAngles } = view.world;
  const top = CANVAS_HEIGHT - PANEL_HEIGHT;
  drawRectangle(list, 0, CANVAS_WIDTH, top, CANVAS_HEIGHT, BLACK);
  const speed = Math.sqrt(bodies[HULL + VX] * bodies[HULL + VX] + bodies[HULL + VY] * bodies[HULL + VY]);
  drawUpright(list, 5, speed, 0.02, WHITE);
  for (let wheel = 0; wheel < 4; wheel++) {
    drawUpright(list, 7 + wheel, view.wheelOmega[wheel], 0.01, wheel < 2 ? FRONT_WHEEL : REAR_WHEEL);
  }
  drawLevel(list, 20, jointAngles[0], -10, GREEN);
  drawLevel(list, 30, bodies[HULL + ANGULAR_VELOCITY], -0.8, RED);
}

/** A bar that grows upwards from the cell `place`, by `scale` cells a unit of the value. */
function drawUpright(list: DrawList, place: number, value: number, scale: number, color: number): void {
  if (Math.abs(value) <= THRESHOLD) return;
  const end = CANVAS_HEIGHT - (CELL_HEIGHT + CELL_HEIGHT * (scale * value));
  drawRectangle(list, place * CELL_WIDTH, (place + 1) * CELL_WIDTH, end, CANVAS_HEIGHT - CELL_HEIGHT, color);
}

/** A bar that grows to the right, or to the left when negative. */
function drawLevel(list: DrawList, place: number, value: number, scale: number, color: number): void {
  if (Math.abs(value) <= THRESHOLD) return;
  const end = (place + scale * value) * CELL_WIDTH;
  const bottom = CANVAS_HEIGHT - 2 * CELL_HEIGHT;
  drawRectangle(list, place * CELL_WIDTH, end, CANVAS_HEIGHT - 4 * CELL_HEIGHT, bottom, color);
}

function drawRectangle(
  list: DrawList,
  left: number,
  right: number,
  top: number,
  bottom: number,
  color: number,
): void {
  list.begin(POLYGON, color);
  list.point(left, top);
  list.point(right, top);
  list.point(right, bottom);
  list.point(left, bottom);
}

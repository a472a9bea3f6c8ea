import { rgb } from "../../../rendering/surface.js";
import { BODY_STRIDE, COS, HULL, SIN, X, Y } from "../physics/physics.js";
import type { Camera } from "./camera.js";
import { type DrawList, POLYGON, POLYLINE } from "./draw-list.js";
import type { Skid, View } from "./view.js";

/** Metres a unit of the car's drawing. */
const SIZE = 0.02;
const WHEELS = 4;
const WHEEL_RADIUS = 27;
const WHEEL_HALF_WIDTH = 14 * SIZE;

const metres = (...units: number[]): Float32Array => Float32Array.from(units, (unit) => unit * SIZE);

/**
 * Outlines of the hull's four parts: front wing, nose, body, rear wing; x and y in metres in turn. The points stand in
 * the order in which Box2D keeps them, on which pygame-ce's polygons depend: counterclockwise from the rightmost, of
 * several the lowest.
 */
const HULL_PARTS = [
  metres(60, 110, 60, 130, -60, 130, -60, 110),
  metres(20, 20, 15, 120, -15, 120, -20, 20),
  metres(50, -40, 50, -10, 25, 20, -25, 20, -50, -10, -50, -40, -20, -90, 20, -90),
  metres(50, -120, 50, -90, -50, -90, -50, -120),
];
const WHEEL = metres(14, -27, 14, 27, -14, 27, -14, -27);

const HULL_COLOR = rgb(204, 0, 0);
const WHEEL_COLOR = rgb(0, 0, 0);
const WHEEL_MARK_COLOR = rgb(77, 77, 77);
const RUBBER_COLOR = rgb(0, 0, 0);
const MUD_COLOR = rgb(102, 102, 0);

/** How much of a wheel's turn (rad) its light mark covers. */
const MARK_ARC = 1.2;

/** Draws the wheels, then the hull over them. */
export function drawCar(list: DrawList, view: View, camera: Camera): void {
  const { bodies } = view.world;
  for (let wheel = 0; wheel < WHEELS; wheel++) {
    const body = (HULL + 1 + wheel) * BODY_STRIDE;
    drawPart(list, camera, bodies, body, WHEEL, WHEEL_COLOR);
    drawWheelMark(list, camera, bodies, body, view.wheelPhase[wheel]);
  }
  for (const part of HULL_PARTS) drawPart(list, camera, bodies, HULL * BODY_STRIDE, part, HULL_COLOR);
}

/** Draws the skid marks, oldest first. */
export function drawSkids(list: DrawList, skids: readonly Skid[], camera: Camera): void {
  for (const { grass, points } of skids) {
    list.begin(POLYLINE, grass ? MUD_COLOR : RUBBER_COLOR);
    for (let i = 0; i < points.length; i += 2) {
      list.point(camera.column(points[i], points[i + 1]), camera.row(points[i], points[i + 1]));
    }
  }
}

const mark = new Float32Array(8);

/** The mark on the tread that shows how the wheel turns; hidden while it is underneath. */
function drawWheelMark(
  list: DrawList,
  camera: Camera,
  bodies: Float32Array,
  body: number,
  phase: number,
): void {
  const front = treadPosition(phase);
  const back = treadPosition(phase + MARK_ARC);
  if (Math.sin(phase) > 0 && Math.sin(phase + MARK_ARC) > 0) return;
  mark.set([
    -WHEEL_HALF_WIDTH,
    front,
    WHEEL_HALF_WIDTH,
    front,
    WHEEL_HALF_WIDTH,
    back,
    -WHEEL_HALF_WIDTH,
    back,
  ]);
  drawPart(list, camera, bodies, body, mark, WHEEL_MARK_COLOR);
}

/** Where a point of the tread at the angle stands along the wheel (m); at its end when it is underneath. */
function treadPosition(angle: number): number {
  const cos = Math.cos(angle);
  return WHEEL_RADIUS * (Math.sin(angle) > 0 ? Math.sign(cos) : cos) * SIZE;
}

/** Draws an outline given in the body's own coordinates. Box2D transforms it in float32. */
function drawPart(
  list: DrawList,
  camera: Camera,
  bodies: Float32Array,
  body: number,
  outline: Float32Array,
  color: number,
): void {
  const sin = bodies[body + SIN];
  const cos = bodies[body + COS];
  list.begin(POLYGON, color);
  for (let i = 0; i < outline.length; i += 2) {
    const along = Math.fround(Math.fround(cos * outline[i]) - Math.fround(sin * outline[i + 1]));
    const across = Math.fround(Math.fround(sin * outline[i]) + Math.fround(cos * outline[i + 1]));
    const x = Math.fround(along + bodies[body + X]);
    const y = Math.fround(across + bodies[body + Y]);
    list.point(camera.column(x, y), camera.row(x, y));
  }
}

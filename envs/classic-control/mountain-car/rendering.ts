import type { RenderFrame } from "../../env.js";
import { sinFloat32 } from "../../libm/numpy-float32.js";
import { cos, sin } from "../../libm/trigonometry.js";
import { rotate } from "../../rendering/rotate.js";
import { drawSmoothDisc } from "../../rendering/smooth-circle.js";
import { drawSmoothLines } from "../../rendering/smooth-lines.js";
import { drawSmooth } from "../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../rendering/surface.js";

const WIDTH = 600;
const HEIGHT = 400;
const LEFT = -1.2; // m
const SCALE = WIDTH / (0.6 - LEFT); // pixels a metre

const BLACK = rgb(0, 0, 0);
const WHEEL_COLOR = rgb(128, 128, 128);
const FLAG_COLOR = rgb(204, 204, 0);

/** The car's body, 40 × 20 pixels, and the middles of its wheels. */
const BODY = [-20, 0, -20, 20, 20, 20, 20, 0];
const WHEELS = [10, 0, -10, 0];
const CLEARANCE = 10;

/** The road as 100 points. */
const ROAD = Array.from({ length: 100 }, (_, i) => {
  const x = i === 99 ? 0.6 : i * ((0.6 - LEFT) / 99) + LEFT;
  return [(x - LEFT) * SCALE, heightAt(x) * SCALE];
}).flat();

function heightAt(x: number): number {
  return sin(3 * x) * 0.45 + 0.55;
}

const f = Math.fround;

/**
 * The car on its road, 600 × 400, as Gymnasium draws it with pygame-ce.
 * @param position Of the car, m.
 * @param isFloat32 Whether Gymnasium holds the position in single precision, and so computes with it.
 * @param goal Where the flag stands, m.
 */
export function drawMountainCar(position: number, isFloat32: boolean, goal: number): RenderFrame {
  const surface = new Surface(WIDTH, HEIGHT);
  surface.fill(rgb(255, 255, 255));
  // Drawn upwards, and turned upside down in the end.
  drawSmoothLines(surface, ROAD, BLACK);
  const tripled = isFloat32 ? f(3 * position) : 3 * position;
  const tilt = cos(tripled);
  const place = isFloat32 ? placeFloat32(position, tripled) : placeFloat64(position);
  drawSmooth(surface, place(rotate(BODY, tilt)), 0, 0, BLACK);
  const wheels = place(rotate(WHEELS, tilt));
  for (let i = 0; i < 4; i += 2) drawSmoothDisc(surface, wheels[i], wheels[i + 1], 8, WHEEL_COLOR);
  const flagX = Math.trunc((goal - LEFT) * SCALE);
  const flagY = Math.trunc(heightAt(goal) * SCALE);
  surface.fillColumn(flagX, flagY, flagY + 50, BLACK);
  drawSmooth(surface, [0, 50, 0, 40, 25, 45], flagX, flagY, FLAG_COLOR);
  surface.flip();
  return surface.frame();
}

/** Moves points to where the car is. */
type Place = (points: readonly number[]) => number[];

function placeFloat64(position: number): Place {
  const x = (position - LEFT) * SCALE;
  const y = heightAt(position) * SCALE;
  return (points) => points.map((value, i) => (i % 2 === 0 ? value + x : value + CLEARANCE + y));
}

function placeFloat32(position: number, tripled: number): Place {
  const scale = f(SCALE);
  const x = f(f(position - f(LEFT)) * scale);
  const y = f(f(f(sinFloat32(tripled) * f(0.45)) + f(0.55)) * scale);
  return (points) => points.map((value, i) => (i % 2 === 0 ? f(f(value) + x) : f(f(value + CLEARANCE) + y)));
}

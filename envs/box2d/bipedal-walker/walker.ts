import type { Point } from "../engine/engine.js";

// The walker, in meters.

/** Gymnasium gives sizes in pixels; this many are a meter. */
export const SCALE = 30;
/** Size of the image (pixels). */
export const VIEWPORT_WIDTH = 600;
export const VIEWPORT_HEIGHT = 400;

/** Corners of the hull, from its origin. */
export const HULL_OUTLINE: readonly Point[] = [
  [-30, 9],
  [6, 9],
  [34, 1],
  [34, -8],
  [-30, -8],
].map(([x, y]) => [x! / SCALE, y! / SCALE]);

/** Where the hips are below the hull's origin, and width and height of a part of a leg. */
export const LEG_DOWN = -8 / SCALE;
export const LEG_WIDTH = 8 / SCALE;
export const LEG_HEIGHT = 34 / SCALE;

/** Greatest torque of the motors (N m) and their speeds (rad/s). */
export const MOTORS_TORQUE = 80;
export const SPEED_HIP = 4;
export const SPEED_KNEE = 6;

/** How far the lidar sees. */
export const LIDAR_RANGE = 160 / SCALE;
export const LIDAR_RAYS = 10;

export const FPS = 50;

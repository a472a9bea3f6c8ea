import type { Point } from "../engine/engine.js";

// The lander and its legs, in meters.

/** Gymnasium gives sizes in pixels; this many are a meter. */
export const SCALE = 30;

/** Corners of the lander's body, from its origin, in Box2D's order. */
export const LANDER_OUTLINE: readonly Point[] = [
  [17, -10],
  [17, 0],
  [14, 17],
  [-14, 17],
  [-17, 0],
  [-17, -10],
].map(([x, y]) => [x! / SCALE, y! / SCALE]);

/** Half the width and height of a leg. */
export const LEG_HALF_WIDTH = 2 / SCALE;
export const LEG_HALF_HEIGHT = 8 / SCALE;

/** Where a leg is attached: so far to the side, and so far above its middle. */
export const LEG_AWAY = 20 / SCALE;
export const LEG_DOWN = 18 / SCALE;

/** What collides with what: the lander, its legs and the flames with the ground, not with one another. */
export const GROUND = 0x1;
export const LANDER = 0x10;
export const LEGS = 0x20;
export const FLAMES = 0x100;

/** Friction of the lander, the ground and the flames; legs and the plain under the mountains have Box2D's. */
export const FRICTION = 0.1;
export const DEFAULT_FRICTION = 0.2;
export const LANDER_DENSITY = 5;
export const LEG_DENSITY = 1;

/** The legs' joints push outwards, gently enough not to jump back into the sky. */
export const LEG_SPRING_TORQUE = 40;
export const LEG_SPRING_SPEED = 0.3;

/**
 * Angle at which a leg starts, and between which it stays.
 * @param side −1: the first leg, drawn on the right; 1: the second.
 */
export function legAngles(side: -1 | 1): { start: number; lower: number; upper: number } {
  return side === -1
    ? { start: -0.05, lower: 0.9 - 0.5, upper: 0.9 }
    : { start: 0.05, lower: -0.9, upper: -0.9 + 0.5 };
}

/** Gymnasium's time step (s) and iterations. */
export const TIME_STEP = 1 / 50;
export const VELOCITY_ITERATIONS = 6 * 30;
export const POSITION_ITERATIONS = 2 * 30;

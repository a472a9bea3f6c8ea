import { cos } from "../../libm/trigonometry.js";

/** Where the road ends, and the greatest speed: m, and m/step. */
export const LEFT_END = -1.2;
export const RIGHT_END = 0.6;
export const MAX_SPEED = 0.07;

/** Where the flag stands, m. */
export const GOAL = 0.5;
const FORCE = 0.001;
const GRAVITY = 0.0025;

/**
 * One step of the car with an engine of three positions.
 * @param state position (m) and velocity (m/step). Changed in place.
 * @param action 0 accelerates to the left, 1 does not, 2 to the right
 */
export function move(state: Float64Array, action: number): void {
  let velocity = state[1] + ((action - 1) * FORCE + cos(3 * state[0]) * -GRAVITY);
  velocity = Math.min(Math.max(velocity, -MAX_SPEED), MAX_SPEED);
  const position = Math.min(Math.max(state[0] + velocity, LEFT_END), RIGHT_END);
  if (position === LEFT_END && velocity < 0) velocity = 0;
  state[0] = position;
  state[1] = velocity;
}

/** Whether the car is at the flag, and fast enough. @param goalVelocity m/step */
export const isAtGoal = (state: Float64Array, goalVelocity: number): boolean =>
  state[0] >= GOAL && state[1] >= goalVelocity;

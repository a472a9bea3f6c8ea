import { square, squareFloat32 } from "../../libm/square.js";
import { sin } from "../../libm/trigonometry.js";

/** rad/s, and N m. */
export const MAX_SPEED = 8;
export const MAX_TORQUE = 2;

const TIME_STEP = 0.05; // s

const f = Math.fround;

/**
 * One time step.
 * @param state angle (rad, 0 upright) and angular velocity (rad/s). Changed in place.
 * @param torque N m, of single precision, within ±2
 * @param gravity m/s²
 * @returns the reward
 */
export function move(state: Float64Array, torque: number, gravity: number): number {
  const [angle, velocity] = state;
  const cost = square(normalized(angle)) + 0.1 * square(velocity) + f(f(0.001) * squareFloat32(torque));
  const acceleration = ((3 * gravity) / 2) * sin(angle) + f(3 * torque);
  const next = Math.min(Math.max(velocity + acceleration * TIME_STEP, -MAX_SPEED), MAX_SPEED);
  state[0] = angle + next * TIME_STEP;
  state[1] = next;
  return -cost;
}

/** The angle in [−π, π), as Python's modulo gives it. */
function normalized(angle: number): number {
  const full = 2 * Math.PI;
  let rest = (angle + Math.PI) % full;
  if (rest < 0) rest += full;
  return rest - Math.PI;
}

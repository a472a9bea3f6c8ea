import { square } from "../../libm/square.js";
import { cos, sin } from "../../libm/trigonometry.js";

/** Both links are 1 m long and of 1 kg, 1 kg m² and a centre of mass in the middle. */
const TIME_STEP = 0.2; // s
const GRAVITY = 9.8; // m/s²

/** Of the two links, rad/s. */
export const MAX_SPEED_1 = 4 * Math.PI;
export const MAX_SPEED_2 = 9 * Math.PI;

/** The derivatives at the four places that the method of Runge and Kutta looks at. */
const slopes = [new Float64Array(4), new Float64Array(4), new Float64Array(4), new Float64Array(4)] as const;
const place = new Float64Array(4);

/**
 * One time step by the classical method of Runge and Kutta. The order of the operations is Gymnasium's, since each of
 * them rounds.
 * @param state Angles of the two links (rad, in [−π, π]) and their velocities (rad/s). Changed in place.
 * @param torque On the joint between the links, N m.
 */
export function move(state: Float64Array, torque: number): void {
  const [k1, k2, k3, k4] = slopes;
  differentiate(state, torque, k1);
  moveTo(state, TIME_STEP / 2, k1);
  differentiate(place, torque, k2);
  moveTo(state, TIME_STEP / 2, k2);
  differentiate(place, torque, k3);
  moveTo(state, TIME_STEP, k3);
  differentiate(place, torque, k4);
  for (let i = 0; i < 4; i++) {
    state[i] += (TIME_STEP / 6) * (k1[i] + 2 * k2[i] + 2 * k3[i] + k4[i]);
  }
  state[0] = wrapped(state[0]);
  state[1] = wrapped(state[1]);
  state[2] = Math.min(Math.max(state[2], -MAX_SPEED_1), MAX_SPEED_1);
  state[3] = Math.min(Math.max(state[3], -MAX_SPEED_2), MAX_SPEED_2);
}

/** Whether the free end is above the line. */
export const isUp = (state: Float64Array): boolean => -cos(state[0]) - cos(state[1] + state[0]) > 1;

/** The angle in [−π, π]. */
function wrapped(angle: number): number {
  while (angle > Math.PI) angle -= 2 * Math.PI;
  while (angle < -Math.PI) angle += 2 * Math.PI;
  return angle;
}

function moveTo(state: Float64Array, time: number, slope: Float64Array): void {
  for (let i = 0; i < 4; i++) place[i] = state[i] + time * slope[i];
}

/** The equations of Sutton and Barto's book. */
function differentiate(state: Float64Array, torque: number, slope: Float64Array): void {
  const angle1 = state[0];
  const angle2 = state[1];
  const velocity1 = state[2];
  const velocity2 = state[3];
  const cos2 = cos(angle2);
  const sin2 = sin(angle2);
  const d1 = 0.25 + (1.25 + cos2) + 1 + 1;
  const d2 = 0.25 + 0.5 * cos2 + 1;
  const phi2 = 0.5 * GRAVITY * cos(angle1 + angle2 - Math.PI / 2);
  const phi1 =
    -0.5 * square(velocity2) * sin2 -
    velocity2 * velocity1 * sin2 +
    1.5 * GRAVITY * cos(angle1 - Math.PI / 2) +
    phi2;
  const acceleration2 =
    (torque + (d2 / d1) * phi1 - 0.5 * square(velocity1) * sin2 - phi2) / (1.25 - square(d2) / d1);
  slope[0] = velocity1;
  slope[1] = velocity2;
  slope[2] = -(d2 * acceleration2 + phi1) / d1;
  slope[3] = acceleration2;
}

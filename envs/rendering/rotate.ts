import { cos, sin } from "../libm/trigonometry.js";

const FULL = 2 * Math.PI;
const QUARTER = Math.PI / 2;

/** Nearer than this to a quarter turn the rotation is a quarter turn. */
const EPSILON = 1e-6;

/** Turns points (x and y in turn) about the origin by an angle in radians, as pygame's Vector2.rotate_rad. */
export function rotate(points: readonly number[], radians: number): number[] {
  let angle = radians % FULL;
  if (angle < 0) angle += FULL;
  let [c, s] = [0, 0];
  if ((angle + EPSILON) % QUARTER < 2 * EPSILON) {
    const quarters = Math.trunc((angle + EPSILON) / QUARTER) % 4;
    [c, s] = [[1, 0, -1, 0][quarters], [0, 1, 0, -1][quarters]];
  } else {
    [c, s] = [cos(angle), sin(angle)];
  }
  const turned: number[] = [];
  for (let i = 0; i < points.length; i += 2) {
    const [x, y] = [points[i], points[i + 1]];
    turned.push(c * x - s * y, s * x + c * y);
  }
  return turned;
}

import type { Random } from "../../random.js";

/** Width and height of the sky in metres: 600 × 400 pixels at 30 pixels a metre. */
export const WIDTH = 20;
export const HEIGHT = 400 / 30;

/** Height of the landing pad. */
export const PAD_HEIGHT = HEIGHT / 4;

const POINTS = 11;
/** The point in the middle of the pad; the pad ends at its neighbours. */
const MIDDLE = 5;

/** Ends of the landing pad. */
export const PAD_LEFT = (WIDTH / (POINTS - 1)) * (MIDDLE - 1);
export const PAD_RIGHT = (WIDTH / (POINTS - 1)) * (MIDDLE + 1);

/** The ground as a line from left to right, in metres. */
export type Terrain = readonly (readonly [x: number, y: number])[];

/** Random mountains, with a flat pad in the middle. Draws 12 numbers; the same terrain as Gymnasium's. */
export function createTerrain(random: Random): Terrain {
  const heights = Array.from({ length: POINTS + 1 }, () => random.uniform(0, HEIGHT / 2));
  heights.fill(PAD_HEIGHT, MIDDLE - 2, MIDDLE + 3);
  return Array.from({ length: POINTS }, (_, i) => {
    // The point before the first is the last, which Gymnasium draws for it.
    const sum = heights.at(i - 1)! + heights[i] + heights[i + 1];
    return [(WIDTH / (POINTS - 1)) * i, 0.33 * sum] as const;
  });
}

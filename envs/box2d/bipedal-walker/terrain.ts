import type { Random } from "../../random.js";
import type { Point } from "../engine/engine.js";
import { SCALE, VIEWPORT_HEIGHT } from "./walker.js";

/** Length of a step of the terrain (m), and how many there are. */
export const TERRAIN_STEP = 14 / SCALE;
export const TERRAIN_LENGTH = 200;
/** Height of the start (m). */
export const TERRAIN_HEIGHT = VIEWPORT_HEIGHT / SCALE / 4;
/** Steps of grass between two obstacles, at most. */
export const TERRAIN_GRASS = 10;
/** Steps that are flat at the start. */
export const START_PAD = 20;

/** What the walker walks on. */
export interface Terrain {
  /** The ground as a line from left to right (m). */
  readonly ground: readonly Point[];
  /** Obstacles and the walls of pits, as outlines (m). */
  readonly blocks: readonly (readonly Point[])[];
}

/** A cloud of an image: its outline (m), and where it begins and ends. */
export interface Cloud {
  readonly outline: readonly Point[];
  readonly left: number;
  readonly right: number;
}

const GRASS = 0;
const STUMP = 1;
const STAIRS = 2;
const PIT = 3;
const STATES = 4;

/** Random ground, the same as Gymnasium's. @param hardcore With stumps, stairs and pits. */
export function createTerrain(random: Random, hardcore: boolean): Terrain {
  const ground: Point[] = [];
  const blocks: Point[][] = [];
  let state = GRASS;
  let velocity = 0;
  let y = TERRAIN_HEIGHT;
  let counter = START_PAD;
  /** Whether this step is the first of its kind. */
  let begins = false;
  let [stairs, stairWidth, stairHeight] = [0, 0, 0];
  let originalY = 0;
  for (let i = 0; i < TERRAIN_LENGTH; i++) {
    const x = i * TERRAIN_STEP;
    if (state === GRASS && !begins) {
      velocity = 0.8 * velocity + 0.01 * Math.sign(TERRAIN_HEIGHT - y);
      if (i > START_PAD) velocity += random.uniform(-1, 1) / SCALE;
      y += velocity;
    } else if (state === PIT && begins) {
      counter = random.integers(3, 5);
      const wall: Point[] = [
        [x, y],
        [x + TERRAIN_STEP, y],
        [x + TERRAIN_STEP, y - 4 * TERRAIN_STEP],
        [x, y - 4 * TERRAIN_STEP],
      ];
      blocks.push(wall);
      blocks.push(wall.map(([wallX, wallY]) => [wallX + TERRAIN_STEP * counter, wallY]));
      counter += 2;
      originalY = y;
    } else if (state === PIT) {
      y = originalY;
      if (counter > 1) y -= 4 * TERRAIN_STEP;
    } else if (state === STUMP && begins) {
      counter = random.integers(1, 3);
      blocks.push([
        [x, y],
        [x + counter * TERRAIN_STEP, y],
        [x + counter * TERRAIN_STEP, y + counter * TERRAIN_STEP],
        [x, y + counter * TERRAIN_STEP],
      ]);
    } else if (state === STAIRS && begins) {
      stairHeight = random.random() > 0.5 ? 1 : -1;
      stairWidth = random.integers(4, 5);
      stairs = random.integers(3, 5);
      originalY = y;
      for (let s = 0; s < stairs; s++) {
        const left = x + s * stairWidth * TERRAIN_STEP;
        const right = x + (1 + s) * stairWidth * TERRAIN_STEP;
        const top = y + s * stairHeight * TERRAIN_STEP;
        const bottom = y + (-1 + s * stairHeight) * TERRAIN_STEP;
        blocks.push([
          [left, top],
          [right, top],
          [right, bottom],
          [left, bottom],
        ]);
      }
      counter = stairs * stairWidth;
    } else if (state === STAIRS) {
      const s = stairs * stairWidth - counter - stairHeight;
      y = originalY + (s / stairWidth) * stairHeight * TERRAIN_STEP;
    }
    begins = false;
    ground.push([x, y]);
    counter--;
    if (counter === 0) {
      counter = random.integers(TERRAIN_GRASS / 2, TERRAIN_GRASS);
      state = state === GRASS && hardcore ? random.integers(1, STATES) : GRASS;
      begins = true;
    }
  }
  return { ground, blocks };
}

/** sin and cos of 3.14 · 2 a / 5 for a = 0 … 4, as glibc gives them: `Math.sin` differs in a last bit. */
const CORNERS: readonly Point[] = [
  [0.0, 1.0],
  [0.95085946050647, 0.3096228130570242],
  [0.5888155619677953, -0.8082674272693101],
  [-0.5862379991700271, -0.8101388821239993],
  [-0.9518408788156858, 0.3065924679690989],
];

/** Random clouds, the same as Gymnasium's. Call it after `createTerrain`. */
export function createClouds(random: Random): readonly Cloud[] {
  return Array.from({ length: TERRAIN_LENGTH / 20 }, () => {
    const x = random.uniform(0, TERRAIN_LENGTH) * TERRAIN_STEP;
    const y = ((VIEWPORT_HEIGHT / SCALE) * 3) / 4;
    const outline = CORNERS.map(
      ([sin, cos]): Point => [
        x + 15 * TERRAIN_STEP * sin + random.uniform(0, 5 * TERRAIN_STEP),
        y + 5 * TERRAIN_STEP * cos + random.uniform(0, 5 * TERRAIN_STEP),
      ],
    );
    const xs = outline.map(([cornerX]) => cornerX);
    return { outline, left: Math.min(...xs), right: Math.max(...xs) };
  });
}

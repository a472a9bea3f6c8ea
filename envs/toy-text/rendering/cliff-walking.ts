import type { RenderFrame } from "../../env.js";
import { blit } from "../../rendering/image.js";
import { Surface } from "../../rendering/surface.js";
import {
  AGENT,
  CLIFF_LEFT,
  CLIFF_MIDDLE_A,
  CLIFF_MIDDLE_B,
  CLIFF_RIGHT,
  GOAL_FLAG,
  GROUND,
  LETTER_G,
  LETTER_S,
} from "./sprites/grid.js";

const TILE = 64;
const ROWS = 4;
const COLUMNS = 12;

/** The grid, 768 × 256, as Gymnasium draws it with pygame-ce. */
export function drawCliffWalking(state: number): RenderFrame {
  const surface = new Surface(COLUMNS * TILE, ROWS * TILE);
  for (let place = 0; place < ROWS * COLUMNS; place++) {
    const column = place % COLUMNS;
    const left = column * TILE;
    const top = Math.floor(place / COLUMNS) * TILE;
    blit(surface, GROUND, left, top);
    if (place > 36 && place < 47) blit(surface, cliffAt(column), left, top);
    if (place === 36) blit(surface, LETTER_S, left + 8, top + 8);
    if (place === 47) {
      blit(surface, LETTER_G, left + 8, top + 8);
      blit(surface, GOAL_FLAG, left + 28, top + 16);
    }
    if (place === state) blit(surface, AGENT, left + 20, top + 20);
  }
  return surface.frame();
}

function cliffAt(column: number) {
  if (column === 1) return CLIFF_LEFT;
  if (column === 10) return CLIFF_RIGHT;
  return column % 2 === 0 ? CLIFF_MIDDLE_A : CLIFF_MIDDLE_B;
}

import type { RenderFrame } from "../../env.js";
import { blit, type Image, scaleNearest } from "../../rendering/image.js";
import { drawLines } from "../../rendering/lines.js";
import { rgb, Surface } from "../../rendering/surface.js";
import { AGENT, GOAL_FLAG, HOLE, ICE, ICE_CRACK_A, ICE_CRACK_B, LETTER_G, LETTER_S } from "./sprites/grid.js";

const LARGEST = 512;
const TILE = 64;
const GRID_COLOR = rgb(180, 200, 230);

/** The lake, at most 512 × 512, as Gymnasium draws it with pygame-ce. One who fell into a hole is not seen. */
export function drawFrozenLake(desc: readonly string[], state: number): RenderFrame {
  const rows = desc.length;
  const columns = desc[0].length;
  const surface = new Surface(Math.min(TILE * columns, LARGEST), Math.min(TILE * rows, LARGEST));
  const width = Math.floor(surface.width / columns);
  const height = Math.floor(surface.height / rows);
  const tile = (image: Image) => scaleNearest(image, width, height);
  const scale = Math.min(width, height) / TILE;
  const overlay = (image: Image) =>
    scaleNearest(
      image,
      Math.max(1, roundHalfEven(image.width * scale)),
      Math.max(1, roundHalfEven(image.height * scale)),
    );
  const ice = tile(ICE);
  const hole = tile(HOLE);
  const cracks = [tile(ICE_CRACK_A), tile(ICE_CRACK_B)];
  const margin = roundHalfEven(width * 0.06);
  for (let y = 0; y < rows; y++) {
    for (let x = 0; x < columns; x++) {
      const left = x * width;
      const top = y * height;
      const letter = desc[y][x];
      blit(surface, letter === "H" ? hole : ice, left, top);
      // Some of the ice is cracked, always the same.
      const crack = cracks[(x * 3 + y * 5) % 7];
      if (letter === "F" && crack) blit(surface, crack, left, top);
      if (letter === "S") blit(surface, overlay(LETTER_S), left + margin, top + margin);
      if (letter === "G") {
        const flag = overlay(GOAL_FLAG);
        const flagX = left + Math.floor((width - flag.width) / 2);
        blit(surface, flag, flagX, top + height - flag.height - roundHalfEven(height * 0.12));
        blit(surface, overlay(LETTER_G), left + margin, top + margin);
      }
      const [right, bottom] = [left + width - 1, top + height - 1];
      drawLines(surface, [left, top, right, top, right, bottom, left, bottom], GRID_COLOR, { closed: true });
    }
  }
  const [row, column] = [Math.floor(state / columns), state % columns];
  if (desc[row][column] !== "H") {
    const agent = overlay(AGENT);
    const left = column * width + Math.floor((width - agent.width) / 2);
    blit(surface, agent, left, row * height + Math.floor((height - agent.height) / 2));
  }
  return surface.frame();
}

/** As Python's `round`. */
function roundHalfEven(value: number): number {
  const rounded = Math.round(value);
  return rounded - value === 0.5 && rounded % 2 !== 0 ? rounded - 1 : rounded;
}

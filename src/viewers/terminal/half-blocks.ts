import type { RenderFrame } from "../../../envs/env.js";
import { shrink } from "../shrink.js";

/**
 * Draws an image with characters: every cell is "▀", its colour the upper half, its background the lower, in 24-bit
 * colours (the SGR sequences 38;2 and 48;2 of ISO 8613-6). A colour is written only where it changes.
 *
 * @param columns Width in cells.
 * @param rows Height in cells, each two pixels high.
 * @returns One string a row, without line ends.
 */
export function halfBlocks(image: RenderFrame, columns: number, rows: number): string[] {
  const { data: small } = shrink(image, columns, 2 * rows);
  const color = (x: number, y: number) => {
    const at = (y * columns + x) * 3;
    return `${small[at]};${small[at + 1]};${small[at + 2]}`;
  };
  return Array.from({ length: rows }, (_, row) => {
    let line = "";
    let above = "";
    let below = "";
    for (let column = 0; column < columns; column++) {
      const upper = color(column, 2 * row);
      const lower = color(column, 2 * row + 1);
      if (upper !== above) line += `\x1b[38;2;${upper}m`;
      if (lower !== below) line += `\x1b[48;2;${lower}m`;
      line += "▀";
      above = upper;
      below = lower;
    }
    return `${line}\x1b[0m`;
  });
}

/** The largest size in cells that fits, keeping the image's shape; a half block is taken to be square. */
export function fitInside(
  image: RenderFrame,
  columns: number,
  rows: number,
): { columns: number; rows: number } {
  const scale = Math.min(columns / image.width, (2 * rows) / image.height);
  return {
    columns: Math.max(1, Math.floor(image.width * scale)),
    rows: Math.max(1, Math.floor((image.height * scale) / 2)),
  };
}

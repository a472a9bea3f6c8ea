import type { Pictures } from "./draw-list.js";
import { PYGAME_FONT } from "./glyphs-pygame.js";
import { PYGAME_CE_FONT } from "./glyphs-pygame-ce.js";

/** The characters of the score, as one library draws them. */
export interface Font {
  /** Of every glyph, in pixels. */
  readonly height: number;
  /** Widths in pixels, and the coverage (0 to 255), row-major and run-length coded: see `decodeGlyph`. */
  readonly glyphs: Readonly<Record<string, { readonly width: number; readonly coverage: string }>>;
}

export const FONTS: Readonly<Record<Pictures, Font>> = { "pygame-ce": PYGAME_CE_FONT, pygame: PYGAME_FONT };

/** Kerning of a pair of digits, row by the left one, in 1/1000 of the font's size: the same for all. */
export const KERNING: readonly (readonly number[])[] = [
  [58, 0, 73, 75, 0, 79, 0, 0, 65, 80],
  [0, -85, 0, 0, 0, 0, 0, -65, 0, 0],
  [84, 0, 0, 70, 0, 0, 77, 0, 70, 91],
  [70, 0, 61, 87, 0, 88, 66, 0, 77, 78],
  [89, 0, 59, 92, 0, 89, 86, 0, 97, 80],
  [0, 0, 0, 73, 0, 77, 0, 0, 63, 77],
  [66, 0, 0, 82, 0, 87, 62, 0, 73, 81],
  [0, 0, 0, 0, -62, 0, 0, 0, 0, 0],
  [65, 0, 69, 81, 0, 85, 61, 0, 71, 86],
  [0, 0, 70, 65, 0, 69, 0, 0, 0, 70],
];

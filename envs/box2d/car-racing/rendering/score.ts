import { CANVAS_HEIGHT } from "./camera.js";
import type { Pictures } from "./draw-list.js";
import { FONTS, type Font, KERNING } from "./score-font.js";

/** Where the text stands on the canvas: the centre of its box (pixels). */
const CENTER_X = 60;
const CENTER_Y = CANVAS_HEIGHT - (CANVAS_HEIGHT * 2.5) / 40;

/** The font's size in pixels, and the units a pixel in which the pen moves. */
const FONT_SIZE = 42;
const PEN_UNITS = 64;

/** The score as a box of grey levels (0 to 255, row-major), white on black, at its place on the canvas. */
export interface ScoreBox {
  readonly left: number;
  readonly top: number;
  readonly width: number;
  readonly height: number;
  readonly levels: Uint8Array;
}

const last = new Map<Pictures, { text: string; box: ScoreBox }>();

/** Draws the reward as Gymnasium prints it. The same text gives the same box as long as it does not change. */
export function drawScore(reward: number, pictures: Pictures = "pygame-ce"): ScoreBox {
  const text = formatReward(reward);
  const known = last.get(pictures);
  if (known?.text === text) return known.box;
  const box = drawText(text, FONTS[pictures]);
  last.set(pictures, { text, box });
  return box;
}

function drawText(text: string, { glyphs, height }: Font): ScoreBox {
  const lefts: number[] = [];
  let pen = 0;
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    lefts.push(Math.floor(pen / PEN_UNITS));
    width = lefts[i] + glyphs[text[i]].width;
    pen += PEN_UNITS * glyphs[text[i]].width + kerning(text[i], text[i + 1]);
  }
  const levels = new Uint8Array(width * height);
  for (let i = 0; i < text.length; i++) {
    const { width: glyphWidth, coverage } = glyphs[text[i]];
    const glyph = decodeGlyph(coverage, glyphWidth * height);
    for (let row = 0, from = 0; row < height; row++) {
      const to = row * width + lefts[i];
      for (let column = 0; column < glyphWidth; column++, from++) {
        if (glyph[from] > levels[to + column]) levels[to + column] = glyph[from];
      }
    }
  }
  return {
    left: CENTER_X - Math.floor(width / 2),
    top: CENTER_Y - Math.floor(height / 2),
    width,
    height,
    levels,
  };
}

/** Python's `f"{reward:04.0f}"`: rounded half to even, at least four characters, a minus sign even of −0. */
export function formatReward(reward: number): string {
  const size = Math.abs(reward);
  let rounded = Math.round(size);
  if (rounded - size === 0.5 && rounded % 2 === 1) rounded--;
  const negative = reward < 0 || Object.is(reward, -0);
  return negative ? `-${String(rounded).padStart(3, "0")}` : String(rounded).padStart(4, "0");
}

/** Kerning between two characters, in pen units. Only digits have any. */
function kerning(left: string, right: string | undefined): number {
  const perMille = KERNING[Number(left)]?.[Number(right)] ?? 0;
  return Math.round((perMille * FONT_SIZE * PEN_UNITS) / 1000);
}

const decoded = new Map<string, Uint8Array>();

/** The coverage of a glyph's pixels. In the coded bytes, 0 and 255 are followed by how often they stand in a row. */
function decodeGlyph(coverage: string, pixels: number): Uint8Array {
  const known = decoded.get(coverage);
  if (known) return known;
  const levels = new Uint8Array(pixels);
  const code = Uint8Array.from(atob(coverage), (byte) => byte.charCodeAt(0));
  for (let i = 0, at = 0; i < code.length; i++) {
    const level = code[i];
    const count = level === 0 || level === 255 ? code[++i] : 1;
    levels.fill(level, at, at + count);
    at += count;
  }
  decoded.set(coverage, levels);
  return levels;
}

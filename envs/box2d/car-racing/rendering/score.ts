import { CANVAS_HEIGHT } from "./camera.js";
import { GLYPH_HEIGHT, GLYPHS, KERNING } from "./score-glyphs.js";

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

let last: { text: string; box: ScoreBox } | undefined;

/** Draws the reward as Gymnasium prints it. The same text gives the same box as long as it does not change. */
export function drawScore(reward: number): ScoreBox {
  const text = formatReward(reward);
  if (last?.text !== text) last = { text, box: drawText(text) };
  return last.box;
}

function drawText(text: string): ScoreBox {
  const lefts: number[] = [];
  let pen = 0;
  let width = 0;
  for (let i = 0; i < text.length; i++) {
    lefts.push(Math.floor(pen / PEN_UNITS));
    width = lefts[i] + GLYPHS[text[i]].width;
    pen += PEN_UNITS * GLYPHS[text[i]].width + kerning(text[i], text[i + 1]);
  }
  const levels = new Uint8Array(width * GLYPH_HEIGHT);
  for (let i = 0; i < text.length; i++) {
    const glyph = decodeGlyph(text[i]);
    const glyphWidth = GLYPHS[text[i]].width;
    for (let row = 0, from = 0; row < GLYPH_HEIGHT; row++) {
      const to = row * width + lefts[i];
      for (let column = 0; column < glyphWidth; column++, from++) {
        if (glyph[from] > levels[to + column]) levels[to + column] = glyph[from];
      }
    }
  }
  return {
    left: CENTER_X - Math.floor(width / 2),
    top: CENTER_Y - Math.floor(GLYPH_HEIGHT / 2),
    width,
    height: GLYPH_HEIGHT,
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

/** The coverage of a glyph. In the coded bytes, 0 and 255 are followed by how often they stand in a row. */
function decodeGlyph(character: string): Uint8Array {
  const known = decoded.get(character);
  if (known) return known;
  const { width, coverage } = GLYPHS[character];
  const levels = new Uint8Array(width * GLYPH_HEIGHT);
  const code = Uint8Array.from(atob(coverage), (byte) => byte.charCodeAt(0));
  for (let i = 0, at = 0; i < code.length; i++) {
    const level = code[i];
    const count = level === 0 || level === 255 ? code[++i] : 1;
    levels.fill(level, at, at + count);
    at += count;
  }
  decoded.set(character, levels);
  return levels;
}

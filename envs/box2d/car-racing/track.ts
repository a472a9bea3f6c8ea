import type { Random } from "../../random.js";

/** World units (m) per unit of Gymnasium's original plan of the playground. */
export const SCALE = 6;
/** Leaving |x| or |y| ≤ PLAYFIELD (m) ends the episode. */
export const PLAYFIELD = 2000 / SCALE;
/** Distance (m) between the cross-sections of the road; one tile each. */
export const TILE_LENGTH = 21 / SCALE;
/** Distance (m) from the centre line to the road's edge. */
export const HALF_WIDTH = 40 / SCALE;

const BORDER_WIDTH = 8 / SCALE;
const BORDER_TILES = 4;
const MEAN_RADIUS = 900 / SCALE;
const CHECKPOINTS = 12;
const MAX_TURN = 0.31;
const MAX_SECTIONS = 2500;
const MAX_LAPS = 4;

/** A closed road, laid as tiles. Tile i lies between cross-section i − 1 and cross-section i. */
export interface Track {
  /** Cross-sections of the road. */
  readonly sections: readonly Section[];
  /** How many random tracks were drawn until one closed; 0 for a given centre line. */
  readonly tries: number;
  /** Corners of the tiles (m), 8 numbers each: x0, y0, … x3, y3. */
  readonly tiles: Float64Array;
  /**
   * For each tile: on which side a red or white border lies, 1 right, −1 left; undefined where there is none. 0, a
   * border of no width in the middle of the road, happens in Gymnasium's tracks too.
   */
  readonly borders: readonly (number | undefined)[];
}

/** A cross-section of the road. The car starts on the first one, looking along its `beta`. */
export interface Section {
  /** Polar angle of the place, seen from the middle of the playfield (rad), as the generator unrolled it. */
  readonly alpha: number;
  /** Heading of the road (rad): 0 along +y, positive to the left. */
  readonly beta: number;
  /** Place on the centre line (m). */
  readonly x: number;
  readonly y: number;
}

/**
 * Draws random tracks until one closes, with the same draws from `random` as Gymnasium's `_create_track`, so
 * that the same seed gives the same track (equal once rounded to float32).
 */
export function createTrack(random: Random): Track {
  for (let tries = 1; ; tries++) {
    const sections = closedLap(walk(drawCheckpoints(random)));
    if (sections) return layTrack(sections, tries);
  }
}

/**
 * Lays tiles and borders along the cross-sections of a closed road.
 * @param turns How far the road turns before each cross-section (rad). By default the differences of `beta`, full turns
 * included, as Gymnasium takes them.
 */
export function layTrack(
  sections: readonly Section[],
  tries = 0,
  turns: readonly number[] = sections.map(({ beta }, i) => beta - sections.at(i - 1)!.beta),
): Track {
  const tiles = new Float64Array(8 * sections.length);
  for (let i = 0; i < sections.length; i++) {
    layQuad(tiles, 8 * i, sections[i], sections.at(i - 1)!, -HALF_WIDTH, HALF_WIDTH);
  }
  return { sections, tries, tiles, borders: findBorders(turns) };
}

/** Writes the corners of the border beside tile `tile` (8 numbers, as in `Track.tiles`) at `offset`. */
export function layBorder(track: Track, tile: number, corners: Float64Array, offset: number): void {
  const here = track.sections[tile];
  const before = track.sections.at(tile - 1)!;
  const side = track.borders[tile] ?? 0;
  layQuad(corners, offset, here, before, side * HALF_WIDTH, side * (HALF_WIDTH + BORDER_WIDTH));
}

/** The quadrilateral between two cross-sections, from `left` to `right` (m to the right of the centre line). */
function layQuad(
  corners: Float64Array,
  at: number,
  here: Section,
  before: Section,
  left: number,
  right: number,
): void {
  const across = (corner: number, section: Section, distance: number) => {
    corners[at + 2 * corner] = section.x + distance * Math.cos(section.beta);
    corners[at + 2 * corner + 1] = section.y + distance * Math.sin(section.beta);
  };
  across(0, here, left);
  across(1, here, right);
  across(2, before, right);
  across(3, before, left);
}

interface Checkpoint {
  readonly alpha: number;
  readonly x: number;
  readonly y: number;
}

/** Places that the road heads for, in order round the playfield. */
function drawCheckpoints(random: Random): Checkpoint[] {
  return Array.from({ length: CHECKPOINTS }, (_, c) => {
    const noise = random.uniform(0, (2 * Math.PI) / CHECKPOINTS);
    let alpha = (2 * Math.PI * c) / CHECKPOINTS + noise;
    let radius = random.uniform(MEAN_RADIUS / 3, MEAN_RADIUS);
    if (c === 0) {
      alpha = 0;
      radius = 1.5 * MEAN_RADIUS;
    }
    if (c === CHECKPOINTS - 1) {
      alpha = (2 * Math.PI * c) / CHECKPOINTS;
      radius = 1.5 * MEAN_RADIUS;
    }
    return { alpha, x: radius * Math.cos(alpha), y: radius * Math.sin(alpha) };
  });
}

/** Walks from checkpoint to checkpoint for more than four laps, turning by at most MAX_TURN a tile. */
function walk(checkpoints: readonly Checkpoint[]): Section[] {
  const sections: Section[] = [];
  let x = 1.5 * MEAN_RADIUS;
  let y = 0;
  let beta = 0;
  let next = 0;
  let laps = 0;
  let onFarSide = false;
  while (laps <= MAX_LAPS && sections.length < MAX_SECTIONS) {
    let alpha = Math.atan2(y, x);
    if (onFarSide && alpha > 0) {
      laps++;
      onFarSide = false;
    }
    if (alpha < 0) {
      onFarSide = true;
      alpha += 2 * Math.PI;
    }
    // The first checkpoint not yet passed; after the last one, the first of the next lap.
    while (alpha > checkpoints[next % CHECKPOINTS].alpha) {
      next++;
      if (next % CHECKPOINTS === 0) alpha -= 2 * Math.PI;
    }
    const goal = checkpoints[next % CHECKPOINTS];
    const rightX = Math.cos(beta);
    const rightY = Math.sin(beta);
    while (beta - alpha > 1.5 * Math.PI) beta -= 2 * Math.PI;
    while (beta - alpha < -1.5 * Math.PI) beta += 2 * Math.PI;
    const before = beta;
    const sideways = (rightX * (goal.x - x) + rightY * (goal.y - y)) * SCALE;
    if (sideways > 0.3) beta -= Math.min(MAX_TURN, Math.abs(0.001 * sideways));
    if (sideways < -0.3) beta += Math.min(MAX_TURN, Math.abs(0.001 * sideways));
    x += -rightY * TILE_LENGTH;
    y += rightX * TILE_LENGTH;
    sections.push({ alpha, beta: before * 0.5 + beta * 0.5, x, y });
  }
  return sections;
}

/** The last whole lap of the walk, or undefined when there is none or its ends do not meet. */
function closedLap(walked: readonly Section[]): Section[] | undefined {
  const startAlpha = (2 * Math.PI * -0.5) / CHECKPOINTS;
  const starts: number[] = [];
  for (let i = walked.length - 1; i > 0 && starts.length < 2; i--) {
    if (walked[i].alpha > startAlpha && walked[i - 1].alpha <= startAlpha) starts.unshift(i);
  }
  if (starts.length < 2) return undefined;
  const lap = walked.slice(starts[0], starts[1] - 1);
  const first = lap[0];
  const last = lap.at(-1)!;
  const gapX = Math.cos(first.beta) * (first.x - last.x);
  const gapY = Math.sin(first.beta) * (first.y - last.y);
  return Math.sqrt(gapX * gapX + gapY * gapY) > TILE_LENGTH ? undefined : lap;
}

/**
 * Red and white borders: where the road has bent hard the same way for BORDER_TILES tiles, and along these, on the
 * inside of the bend.
 */
function findBorders(turns: readonly number[]): (number | undefined)[] {
  const count = turns.length;
  const bordered = turns.map((_, i) => {
    const bend = Array.from({ length: BORDER_TILES }, (_, back) => turns.at((i - back) % count)!);
    const isHard = (way: 1 | -1) => bend.every((turn) => way * turn > MAX_TURN * 0.2);
    return isHard(1) || isHard(-1);
  });
  // In place and in this order, as Gymnasium does: a border found at the start of the lap spreads backwards
  // over its end, and from there once more.
  for (let i = 0; i < count; i++) {
    for (let back = 0; back < BORDER_TILES; back++) {
      if (bordered[i]) bordered[(i - back + count) % count] = true;
    }
  }
  return turns.map((turn, i) => (bordered[i] ? -Math.sign(turn) : undefined));
}

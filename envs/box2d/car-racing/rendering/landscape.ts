import { rgb } from "../../../rendering/surface.js";
import { CANVAS_HEIGHT, CANVAS_WIDTH, type Camera } from "./camera.js";
import { type DrawList, SMOOTH_POLYGON } from "./draw-list.js";
import type { Road, View } from "./view.js";

/** Half the side of the playfield, and the side of a grass square (m). */
const PLAYFIELD = 2000 / 6;
const GRASS = PLAYFIELD / 20;

/** How far outside the canvas (pixels) all corners of a polygon must be for Gymnasium to leave it out. */
const MARGIN = GRASS * Math.SQRT2 * 2.7 * 6;

/** Draws the playfield, the grass squares on it and the road, in Gymnasium's order. */
export function drawLandscape(list: DrawList, view: View, camera: Camera): void {
  const { backgroundColor, grassColor, road } = view;
  drawField(list, camera, rgb(backgroundColor[0], backgroundColor[1], backgroundColor[2]));
  drawGrass(list, camera, rgb(grassColor[0], grassColor[1], grassColor[2]));
  drawRoad(list, camera, road);
}

const FIELD = Float64Array.of(
  PLAYFIELD,
  PLAYFIELD,
  PLAYFIELD,
  -PLAYFIELD,
  -PLAYFIELD,
  -PLAYFIELD,
  -PLAYFIELD,
  PLAYFIELD,
);

function drawField(list: DrawList, camera: Camera, color: number): void {
  list.begin(SMOOTH_POLYGON, color);
  for (let i = 0; i < 8; i += 2)
    addPoint(list, camera.column(FIELD[i], FIELD[i + 1]), camera.row(FIELD[i], FIELD[i + 1]));
}

const square = new Float64Array(8);

/** Grass covers every other square of every other row. */
function drawGrass(list: DrawList, camera: Camera, color: number): void {
  const { x, y, radius } = camera.sight();
  const last = (center: number) => Math.min(Math.floor((center + radius) / GRASS / 2), 9);
  const first = (center: number) => Math.max(Math.ceil(((center - radius) / GRASS - 1) / 2), -10);
  const lastRow = last(y);
  const lastColumn = last(x);
  for (let i = first(x); i <= lastColumn; i++) {
    const left = GRASS * (2 * i);
    square[0] = square[6] = left + GRASS;
    square[2] = square[4] = left;
    for (let j = first(y); j <= lastRow; j++) {
      const bottom = GRASS * (2 * j);
      square[1] = square[3] = bottom;
      square[5] = square[7] = bottom + GRASS;
      drawQuad(list, camera, square, 0, color);
    }
  }
}

function drawRoad(list: DrawList, camera: Camera, { count, corners, colors }: Road): void {
  const { x, y, radius } = camera.sight();
  const limit = (radius + extent(corners)) ** 2;
  for (let i = 0; i < count; i++) {
    const dx = corners[8 * i] - x;
    const dy = corners[8 * i + 1] - y;
    if (dx * dx + dy * dy > limit) continue;
    drawQuad(list, camera, corners, 8 * i, rgb(colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]));
  }
}

const extents = new WeakMap<Float64Array, number>();

/** How far at most a polygon reaches from its first corner (m). Corners never change, so it is computed once. */
function extent(corners: Float64Array): number {
  let most = extents.get(corners);
  if (most !== undefined) return most;
  most = 0;
  for (let i = 0; i < corners.length; i += 2) {
    const first = i - (i % 8);
    most = Math.max(most, Math.hypot(corners[i] - corners[first], corners[i + 1] - corners[first + 1]));
  }
  extents.set(corners, most);
  return most;
}

const columns = new Float64Array(4);
const rows = new Float64Array(4);

/** Draws the polygon whose four corners begin at `offset`, unless it is out of sight. */
function drawQuad(
  list: DrawList,
  camera: Camera,
  corners: Float64Array,
  offset: number,
  color: number,
): void {
  let visible = false;
  for (let i = 0; i < 4; i++) {
    const x = corners[offset + 2 * i];
    const y = corners[offset + 2 * i + 1];
    const column = camera.column(x, y);
    const row = camera.row(x, y);
    columns[i] = column;
    rows[i] = row;
    visible ||=
      column >= -MARGIN && column <= CANVAS_WIDTH + MARGIN && row >= -MARGIN && row <= CANVAS_HEIGHT + MARGIN;
  }
  if (!visible || outside(columns, CANVAS_WIDTH) || outside(rows, CANVAS_HEIGHT)) return;
  list.begin(SMOOTH_POLYGON, color);
  for (let i = 0; i < 4; i++) addPoint(list, columns[i], rows[i]);
}

/** Whether all four coordinates lie beyond the same end of 0 … size − 1, so that nothing of the shape can show. */
function outside(at: Float64Array, size: number): boolean {
  return (
    (at[0] <= -1 && at[1] <= -1 && at[2] <= -1 && at[3] <= -1) ||
    (at[0] >= size && at[1] >= size && at[2] >= size && at[3] >= size)
  );
}

/** Adds a point whose coordinates wrap at 16 bits, as they do in SDL_gfx. */
function addPoint(list: DrawList, column: number, row: number): void {
  list.point((column << 16) >> 16, (row << 16) >> 16);
}

import { CANVAS_HEIGHT, CANVAS_WIDTH, type Camera } from "./camera.js";
import { type DrawList, packColor, SMOOTH_POLYGON } from "./draw-list.js";
import type { View } from "./view.js";

/** Half the side of the playfield, and the side of a grass square (m). */
const PLAYFIELD = 2000 / 6;
const GRASS = PLAYFIELD / 20;

/** How far outside the canvas (pixels) all corners of a polygon must be for Gymnasium to leave it out. */
const MARGIN = GRASS * Math.SQRT2 * 2.7 * 6;

/** Draws the playfield, the grass squares on it and the road, in Gymnasium's order. */
export function drawLandscape(list: DrawList, view: View, camera: Camera): void {
  const { backgroundColor, grassColor, road } = view;
  drawField(list, camera, packColor(backgroundColor[0], backgroundColor[1], backgroundColor[2]));
  drawGrass(list, camera, packColor(grassColor[0], grassColor[1], grassColor[2]));
  const { corners, colors } = road;
  for (let i = 0; i < road.count; i++) {
    const color = packColor(colors[3 * i], colors[3 * i + 1], colors[3 * i + 2]);
    drawQuad(list, camera, corners, 8 * i, color);
  }
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

/** Corners of the grass squares, 8 numbers each: every other square of every other row. */
const GRASS_CORNERS = Float64Array.from(
  Array.from({ length: 20 * 20 }, (_, i) => {
    const left = GRASS * (2 * Math.floor(i / 20) - 20);
    const bottom = GRASS * (2 * (i % 20) - 20);
    return [left + GRASS, bottom, left, bottom, left, bottom + GRASS, left + GRASS, bottom + GRASS];
  }).flat(),
);

function drawGrass(list: DrawList, camera: Camera, color: number): void {
  for (let i = 0; i < GRASS_CORNERS.length; i += 8) drawQuad(list, camera, GRASS_CORNERS, i, color);
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

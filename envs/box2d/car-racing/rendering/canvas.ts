import { fillPolygon, fillPygamePolygon } from "../../../rendering/polygon.js";
import { fillSmooth, smoothOutline } from "../../../rendering/smooth-polygon.js";
import { rgb, Surface } from "../../../rendering/surface.js";
import { scaleDown } from "./box-filter.js";
import { CANVAS_HEIGHT, CANVAS_WIDTH } from "./camera.js";
import {
  COLOR,
  type DrawList,
  HEADER,
  KIND,
  POINTS,
  POLYGON,
  POLYLINE,
  PYGAME,
  SMOOTH_POLYGON,
} from "./draw-list.js";
import type { FastBoxFilter } from "./fast-box-filter.js";
import { drawPolyline, drawPygamePolyline } from "./polyline.js";
import type { ScoreBox } from "./score.js";

const BLACK = rgb(0, 0, 0);

/** Gymnasium's canvas of 1000 × 800 pixels, drawn pixel by pixel and scaled to any smaller size. */
export class Canvas {
  readonly #surface: Surface;
  readonly #filter: FastBoxFilter | undefined;

  /** @param filter scales the canvas, faster than without one and with the same result */
  constructor(filter?: FastBoxFilter) {
    this.#surface = new Surface(CANVAS_WIDTH, CANVAS_HEIGHT, filter?.pixels);
    this.#filter = filter;
  }

  /** Draws the scene on black and upside down, as Gymnasium flips it, then what lies over it. */
  draw(scene: DrawList, overlay: DrawList, score: ScoreBox | null): void {
    this.#surface.fill(BLACK);
    drawShapes(this.#surface, scene);
    this.#surface.flip();
    drawShapes(this.#surface, overlay);
    if (score) drawBox(this.#surface, score);
  }

  /** Writes the image as row-major RGB bytes. */
  scale(width: number, height: number, target: Uint8Array): void {
    if (this.#filter) this.#filter.scale(width, height, target);
    else scaleDown(this.#surface, width, height, target);
  }
}

type Draw = (surface: Surface, points: Int32Array, color: number) => void;

const drawSmoothPolygon: Draw = (surface, points, color) => {
  smoothOutline(surface, points, color);
  fillSmooth(surface, points, color);
};

const drawings: Readonly<Record<number, Draw>> = {
  [SMOOTH_POLYGON]: drawSmoothPolygon,
  [POLYGON]: fillPolygon,
  [POLYLINE]: drawPolyline,
  [POLYGON | PYGAME]: fillPygamePolygon,
  [POLYLINE | PYGAME]: drawPygamePolyline,
};

function drawShapes(surface: Surface, { words }: DrawList): void {
  for (let at = 0; at < words.length; ) {
    const end = at + HEADER + 2 * words[at + POINTS];
    const points = words.subarray(at + HEADER, end);
    drawings[words[at + KIND]](surface, points, words[at + COLOR]);
    at = end;
  }
}

function drawBox(surface: Surface, { left, top, width, levels }: ScoreBox): void {
  for (let i = 0; i < levels.length; i++) {
    surface.setPixel(left + (i % width), top + Math.floor(i / width), rgb(levels[i], levels[i], levels[i]));
  }
}

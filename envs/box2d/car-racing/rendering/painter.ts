import { CANVAS_HEIGHT, CANVAS_WIDTH, Camera } from "./camera.js";
import { Canvas } from "./canvas.js";
import { drawCar, drawSkids } from "./car-shape.js";
import { DrawList, type Pictures } from "./draw-list.js";
import { FastBoxFilter } from "./fast-box-filter.js";
import { FAST_SIZE, FastCanvas } from "./fast-canvas.js";
import { drawIndicators, PANEL_HEIGHT } from "./indicators.js";
import { drawLandscape } from "./landscape.js";
import { drawScore, type ScoreBox } from "./score.js";
import type { RenderMode, View } from "./view.js";

/** What an image shows and how large it is. */
export interface RenderStyle {
  /** Pixels, at most 1000 × 800: images are drawn at that size and scaled down. */
  readonly width: number;
  readonly height: number;
  /** Whether to draw skid marks. */
  readonly skids: boolean;
  /** Whether to draw the panel at the bottom, with the score. */
  readonly indicators: boolean;
  /** Whether to show the whole track from above instead of following the car. Default false. */
  readonly wholeTrack?: boolean;
}

/** The images by name: Gymnasium's two, and one that it lacks. */
export const RENDER_STYLES: Readonly<Record<RenderMode, RenderStyle>> = {
  state_pixels: { width: 96, height: 96, skids: false, indicators: true },
  rgb_array: { width: 600, height: 400, skids: true, indicators: true },
  track: { width: 600, height: 480, skids: false, indicators: false, wholeTrack: true },
};

/** One of each serves all painters of a thread. */
let fastCanvas: FastCanvas | undefined;
let canvas: Canvas | undefined;

/**
 * Paints images of the race, pixel for pixel those of Gymnasium 1.4.0 with pygame-ce 2.5.8 or with pygame 2.6.1. A
 * image depends on its view alone; a painter keeps only buffers.
 */
export class Painter {
  readonly #scene: DrawList;
  readonly #overlay: DrawList;

  constructor(pictures: Pictures = "pygame-ce") {
    this.#scene = new DrawList(pictures);
    this.#overlay = new DrawList(pictures);
  }

  /**
   * Paints an image, into `target` when given.
   * @returns height × width × 3 bytes, row-major, red, green, blue
   * @throws RangeError for a size outside 1 × 1 to 1000 × 800 or a target of another length
   */
  paint(view: View, mode: RenderMode | RenderStyle, target?: Uint8Array): Uint8Array {
    const style = typeof mode === "string" ? RENDER_STYLES[mode] : mode;
    const { width, height, skids, indicators, wholeTrack } = style;
    checkSize("width", width, CANVAS_WIDTH);
    checkSize("height", height, CANVAS_HEIGHT);
    const image = target ?? new Uint8Array(3 * width * height);
    if (image.length !== 3 * width * height) {
      throw new RangeError(`expected a target of ${3 * width * height} bytes, got ${image.length}`);
    }
    const camera = wholeTrack ? Camera.above(view.road) : Camera.following(view);
    this.#scene.clear();
    drawLandscape(this.#scene, view, camera);
    if (skids) drawSkids(this.#scene, view.skids, camera);
    drawCar(this.#scene, view, camera);
    this.#overlay.clear();
    if (indicators) drawIndicators(this.#overlay, view);
    const score = indicators ? drawScore(view.reward, this.#overlay.pictures) : null;
    if (width !== FAST_SIZE || height !== FAST_SIZE || skids || !this.#paintFast(score, image)) {
      canvas ??= new Canvas(new FastBoxFilter());
      canvas.draw(this.#scene, this.#overlay, score);
      canvas.scale(width, height, image);
    }
    return image;
  }

  /** Paints with the kernel. False when there is too much to draw for it. */
  #paintFast(score: ScoreBox | null, image: Uint8Array): boolean {
    fastCanvas ??= new FastCanvas();
    return (
      fastCanvas.draw(this.#scene, this.#overlay, score, score ? PANEL_HEIGHT : 0) && fastCanvas.scale(image)
    );
  }
}

function checkSize(name: string, size: number, limit: number): void {
  if (!Number.isInteger(size) || size < 1 || size > limit) {
    throw new RangeError(`expected the image's ${name} to be a whole number from 1 to ${limit}, got ${size}`);
  }
}

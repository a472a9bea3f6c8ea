import { HULL, X, Y } from "../../../../../envs/box2d/car-racing/physics/physics.js";
import type { Race } from "../../../../../envs/box2d/car-racing/race.js";
import type { Section } from "../../../../../envs/box2d/car-racing/track.js";
import { resolvedColor } from "../../network/palette.js";
import { pixelDensity } from "../../pages/pixel-density.js";

/** A car on the map. */
export interface Marker {
  readonly bodies: Float32Array;
  readonly color: string;
}

const MARGIN = 0.06;

/** The whole track from above, with the part that has been driven and the cars. */
export class TrackMap {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;
  #colors = { track: "", driven: "", surface: "" };
  #sections: readonly Section[] | undefined;
  /** What is shown, to be drawn again in another size or in other colours. */
  #shown: Parameters<TrackMap["draw"]> | undefined;
  #line = new Path2D();
  #scale = 1;
  #left = 0;
  #top = 0;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
    this.#readColors();
    new ResizeObserver(() => this.#resize()).observe(canvas);
    this.#resize();
    matchMedia("(prefers-color-scheme: dark)").addEventListener("change", () => {
      this.#readColors();
      this.#drawAgain();
    });
  }

  /**
   * @param progress share of the lap's tiles that have been visited, 0 to 1: so much of the line is drawn as driven
   */
  draw(race: Race, progress: number, others: readonly Marker[] = []): void {
    this.#shown = [race, progress, others];
    const { track, world } = race;
    if (track.sections !== this.#sections) this.#fit(track.sections);
    const context = this.#context;
    const width = this.#canvas.width;
    context.setTransform(1, 0, 0, 1, 0, 0);
    context.clearRect(0, 0, width, this.#canvas.height);
    context.lineJoin = "round";
    // The road as two lines, and between them what has been driven: each stands out from what is beside it.
    context.lineWidth = width / 26;
    context.strokeStyle = this.#colors.track;
    context.stroke(this.#line);
    context.lineWidth = width / 42;
    context.strokeStyle = this.#colors.surface;
    context.stroke(this.#line);
    context.lineWidth = width / 60;
    context.strokeStyle = this.#colors.driven;
    const driven = Math.round(progress * track.sections.length);
    context.beginPath();
    for (const { x, y } of track.sections.slice(0, driven)) context.lineTo(...this.#place(x, y));
    context.stroke();
    for (const { bodies, color } of [...others, { bodies: world.bodies, color: "#cc1111" }]) {
      context.beginPath();
      const [x, y] = this.#place(bodies[HULL + X], bodies[HULL + Y]);
      context.arc(x, y, width / 40, 0, 2 * Math.PI);
      context.fillStyle = color;
      context.fill();
      context.lineWidth = width / 160;
      context.strokeStyle = this.#colors.surface;
      context.stroke();
    }
  }

  #readColors(): void {
    const color = (name: string) => resolvedColor(document.body, name);
    this.#colors = { track: color("--edge"), driven: color("--plus"), surface: color("--ground") };
  }

  #place(x: number, y: number): [x: number, y: number] {
    return [(x - this.#left) * this.#scale, (this.#top - y) * this.#scale];
  }

  #resize(): void {
    const size = Math.round(this.#canvas.clientWidth * pixelDensity()) || 1;
    if (this.#canvas.width === size && this.#canvas.height === size) return;
    Object.assign(this.#canvas, { width: size, height: size });
    if (this.#sections) this.#fit(this.#sections);
    this.#drawAgain();
  }

  #drawAgain(): void {
    if (this.#shown) this.draw(...this.#shown);
  }

  /** Lays the line so that the whole track fills the canvas. */
  #fit(sections: readonly Section[]): void {
    this.#sections = sections;
    const size = this.#canvas.width;
    const xs = sections.map(({ x }) => x);
    const ys = sections.map(({ y }) => y);
    const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
    const extent = Math.max(right - left, top - bottom) * (1 + 2 * MARGIN);
    this.#scale = size / extent;
    this.#left = (left + right - extent) / 2;
    this.#top = (bottom + top + extent) / 2;
    this.#line = new Path2D();
    for (const { x, y } of sections) this.#line.lineTo(...this.#place(x, y));
    this.#line.closePath();
  }
}

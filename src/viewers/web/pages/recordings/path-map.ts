import type { Sketch } from "../../car-racing/replay.js";
import { pixelDensity } from "../pixel-density.js";

const MARGIN = 0.05;

/** A track from above with the line that was driven on it, and marks where a policy disagrees. */
export class PathMap {
  readonly #canvas: HTMLCanvasElement;
  readonly #context: CanvasRenderingContext2D;

  constructor(canvas: HTMLCanvasElement) {
    this.#canvas = canvas;
    this.#context = canvas.getContext("2d")!;
  }

  /**
   * @param disputes the steps to mark
   * @param frame where the car is shown, if it is
   */
  draw({ road, path }: Sketch, disputes: readonly number[], frame?: number): void {
    const size = Math.max(1, Math.round(this.#canvas.clientWidth * pixelDensity()));
    if (this.#canvas.width !== size) Object.assign(this.#canvas, { width: size, height: size });
    const place = placing(road, size);
    const context = this.#context;
    const color = (name: string) => getComputedStyle(this.#canvas).getPropertyValue(name);
    const line = (points: Float32Array, width: number, name: string) => {
      context.lineWidth = width;
      context.strokeStyle = color(name);
      context.beginPath();
      for (let i = 0; i < points.length; i += 2) context.lineTo(...place(points[i], points[i + 1]));
      if (points === road) context.closePath();
      context.stroke();
    };
    const dot = (index: number, radius: number, fill: string) => {
      context.beginPath();
      context.arc(...place(path[2 * index], path[2 * index + 1]), radius, 0, 2 * Math.PI);
      context.fillStyle = fill;
      context.fill();
    };
    context.clearRect(0, 0, size, size);
    context.lineJoin = "round";
    line(road, size / 24, "--track");
    line(path, Math.max(1.5, size / 110), "--plus");
    for (const step of disputes) dot(step, size / 90, color("--minus"));
    if (frame === undefined) return;
    dot(frame, size / 32, color("--surface"));
    dot(frame, size / 42, "#cc1111");
  }
}

/** From metres to pixels: the whole road in a square, north up. */
function placing(road: Float32Array, size: number): (x: number, y: number) => [x: number, y: number] {
  const xs = road.filter((_, index) => index % 2 === 0);
  const ys = road.filter((_, index) => index % 2 === 1);
  const [left, right, bottom, top] = [Math.min(...xs), Math.max(...xs), Math.min(...ys), Math.max(...ys)];
  const scale = (size * (1 - 2 * MARGIN)) / Math.max(right - left, top - bottom);
  return (x, y) => [size / 2 + (x - (left + right) / 2) * scale, size / 2 - (y - (top + bottom) / 2) * scale];
}

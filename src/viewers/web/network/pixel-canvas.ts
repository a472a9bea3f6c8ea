import { rampIndex } from "./palette.js";
import type { PixelPlan } from "./pixel-plan.js";

/** A canvas with one pixel a value, which the style sheet makes larger. */
export class PixelCanvas {
  readonly canvas = document.createElement("canvas");
  readonly #plan: PixelPlan;
  readonly #image: ImageData;
  readonly #context: CanvasRenderingContext2D;

  constructor(plan: PixelPlan, label: string) {
    this.#plan = plan;
    this.#image = new ImageData(plan.width, plan.height);
    this.canvas.width = plan.width;
    this.canvas.height = plan.height;
    this.canvas.className = "pixels";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", label);
    this.#context = this.canvas.getContext("2d")!;
  }

  /** Shows values ÷ scale, from −1 to 1, in the colours of a ramp. Gaps stay empty. */
  draw(values: ArrayLike<number>, scale: number, ramp: Uint32Array): void {
    const pixels = new Uint32Array(this.#image.data.buffer);
    const { indices } = this.#plan;
    for (let pixel = 0; pixel < indices.length; pixel++) {
      const index = indices[pixel];
      if (index >= 0) pixels[pixel] = ramp[rampIndex(values[index] / scale)];
    }
    this.#context.putImageData(this.#image, 0, 0);
  }

  /** Paints over the value with this index, until the next drawing. */
  mark(index: number, color: string): void {
    const { indices, width } = this.#plan;
    const pixel = indices.indexOf(index);
    this.#context.fillStyle = color;
    this.#context.fillRect(pixel % width, Math.floor(pixel / width), 1, 1);
  }

  /** The index of the value under the pointer, or −1. */
  indexAt({ offsetX, offsetY }: MouseEvent): number {
    const { width, height, clientWidth, clientHeight } = this.canvas;
    const x = Math.floor((offsetX / clientWidth) * width);
    const y = Math.floor((offsetY / clientHeight) * height);
    return this.#plan.indices[y * width + x] ?? -1;
  }
}

import type { RenderFrame } from "../../../../envs/env.js";

/** Shows images on a canvas, which takes their size in pixels. */
export class Screen {
  readonly #context: CanvasRenderingContext2D | OffscreenCanvasRenderingContext2D;
  #image: ImageData | undefined;

  constructor(canvas: HTMLCanvasElement | OffscreenCanvas) {
    this.#context = canvas.getContext("2d", { alpha: false }) as
      | CanvasRenderingContext2D
      | OffscreenCanvasRenderingContext2D;
  }

  draw({ width, height, data }: RenderFrame): void {
    if (this.#image?.width !== width || this.#image.height !== height) {
      this.#image = new ImageData(width, height);
      this.#image.data.fill(255);
      Object.assign(this.#context.canvas, { width, height });
    }
    const rgba = this.#image.data;
    for (let from = 0, to = 0; from < data.length; from += 3, to += 4) {
      rgba[to] = data[from];
      rgba[to + 1] = data[from + 1];
      rgba[to + 2] = data[from + 2];
    }
    this.#context.putImageData(this.#image, 0, 0);
  }
}

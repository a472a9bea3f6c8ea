import gifenc from "gifenc";
import { toPalette } from "../../../../envs/video/palette.js";
import type { ClipEncoder } from "./encoder.js";

/** Pixels. A GIF of this width takes some megabytes. */
const WIDTH = 420;

/** Writes an animated GIF, which every browser can make. */
export class GifEncoder implements ClipEncoder {
  readonly format = "gif";
  /** A hundredth of a second is the unit of a GIF's delays. */
  readonly rate = 12.5;
  readonly context: OffscreenCanvasRenderingContext2D;
  readonly #encoder = gifenc.GIFEncoder();

  constructor(aspect: number) {
    const canvas = new OffscreenCanvas(WIDTH, Math.round(WIDTH / aspect));
    this.context = canvas.getContext("2d", { alpha: false, willReadFrequently: true })!;
  }

  async add(seconds: number): Promise<void> {
    const { width, height } = this.context.canvas;
    const { data: rgba } = this.context.getImageData(0, 0, width, height);
    const data = new Uint8Array(3 * width * height);
    for (let from = 0, to = 0; to < data.length; from += 4, to += 3) {
      data[to] = rgba[from];
      data[to + 1] = rgba[from + 1];
      data[to + 2] = rgba[from + 2];
    }
    const { palette, indices } = toPalette({ width, height, data });
    this.#encoder.writeFrame(indices, width, height, { palette, delay: 1000 * seconds });
  }

  async finish(): Promise<Uint8Array<ArrayBuffer>> {
    this.#encoder.finish();
    return this.#encoder.bytesView().slice() as Uint8Array<ArrayBuffer>;
  }
}

import { PNG } from "pngjs";
import type { RenderFrame } from "../../../envs/env.js";
import type { VideoWriter } from "./video-writer.js";
import { WholeFile } from "./whole-file.js";

/** Frames in a row, and pixels between them. */
const COLUMNS = 6;
const GAP = 4;

/** Writes a sheet of frames, one a second, row after row, as PNG. */
export class SheetWriter implements VideoWriter {
  readonly #file: WholeFile;
  /** One frame in so many is kept. */
  readonly #every: number;
  readonly #kept: RenderFrame[] = [];
  #count = 0;

  constructor(file: string, framesPerSecond: number) {
    this.#file = new WholeFile(file);
    this.#every = Math.max(1, Math.round(framesPerSecond));
  }

  add({ width, height, data }: RenderFrame): void {
    if (this.#count++ % this.#every === 0) this.#kept.push({ width, height, data: data.slice() });
  }

  close(): number {
    const [{ width, height }] = this.#kept as [RenderFrame];
    const columns = Math.min(COLUMNS, this.#kept.length);
    const rows = Math.ceil(this.#kept.length / columns);
    const sheet = new PNG({ width: columns * (width + GAP) - GAP, height: rows * (height + GAP) - GAP });
    sheet.data.fill(255);
    for (const [index, still] of this.#kept.entries()) {
      draw(still, sheet, (index % columns) * (width + GAP), Math.floor(index / columns) * (height + GAP));
    }
    return this.#file.write(PNG.sync.write(sheet, { colorType: 2 }));
  }

  discard(): void {
    this.#file.discard();
  }
}

function draw({ width, height, data }: RenderFrame, sheet: PNG, left: number, top: number): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = 3 * (row * width + column);
      const to = 4 * ((top + row) * sheet.width + left + column);
      sheet.data[to] = data[from];
      sheet.data[to + 1] = data[from + 1];
      sheet.data[to + 2] = data[from + 2];
    }
  }
}

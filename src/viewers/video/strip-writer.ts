import { PNG } from "pngjs";
import type { Picture } from "../../../envs/env.js";
import type { FilmWriter } from "./film-writer.js";
import { WholeFile } from "./whole-file.js";

/** Stills in a row, and pixels between them. */
const COLUMNS = 6;
const GAP = 4;

/** Writes a strip of stills, one a second, row after row, as PNG. */
export class StripWriter implements FilmWriter {
  readonly #file: WholeFile;
  /** One picture in so many becomes a still. */
  readonly #every: number;
  readonly #stills: Picture[] = [];
  #pictures = 0;

  constructor(file: string, framesPerSecond: number) {
    this.#file = new WholeFile(file);
    this.#every = Math.max(1, Math.round(framesPerSecond));
  }

  add({ width, height, data }: Picture): void {
    if (this.#pictures++ % this.#every === 0) this.#stills.push({ width, height, data: data.slice() });
  }

  close(): number {
    const [{ width, height }] = this.#stills as [Picture];
    const columns = Math.min(COLUMNS, this.#stills.length);
    const rows = Math.ceil(this.#stills.length / columns);
    const strip = new PNG({ width: columns * (width + GAP) - GAP, height: rows * (height + GAP) - GAP });
    strip.data.fill(255);
    for (const [index, still] of this.#stills.entries()) {
      draw(still, strip, (index % columns) * (width + GAP), Math.floor(index / columns) * (height + GAP));
    }
    return this.#file.write(PNG.sync.write(strip, { colorType: 2 }));
  }

  discard(): void {
    this.#file.discard();
  }
}

function draw({ width, height, data }: Picture, strip: PNG, left: number, top: number): void {
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      const from = 3 * (row * width + column);
      const to = 4 * ((top + row) * strip.width + left + column);
      strip.data[to] = data[from]!;
      strip.data[to + 1] = data[from + 1]!;
      strip.data[to + 2] = data[from + 2]!;
    }
  }
}

import type { ConvLayer } from "../../../networks/architecture.js";

/** A grid of little images with a gap of one pixel: where each cell begins, and how large all is. */
export class Grid {
  readonly columns: number;
  readonly width: number;
  readonly height: number;
  readonly #pitchX: number;
  readonly #pitchY: number;

  constructor(cells: number, columns: number, cellWidth: number, cellHeight: number) {
    this.columns = Math.min(columns, cells);
    this.#pitchX = cellWidth + 1;
    this.#pitchY = cellHeight + 1;
    this.width = this.columns * this.#pitchX - 1;
    this.height = Math.ceil(cells / this.columns) * this.#pitchY - 1;
  }

  /** The upper left pixel of a cell. */
  corner(cell: number): { x: number; y: number } {
    return { x: (cell % this.columns) * this.#pitchX, y: Math.floor(cell / this.columns) * this.#pitchY };
  }
}

/** Of every pixel of an image, the index of the weight or value that it shows, or −1. */
export interface PixelPlan {
  readonly width: number;
  readonly height: number;
  readonly indices: Int32Array;
}

/**
 * The filters of a convolution as tiles of one pixel a weight. Few inputs: a cell a filter, its inputs one below the
 * other. Many inputs: a column a filter, a row an input.
 */
export function planFilters({ in: inputs, out, kernel }: ConvLayer): PixelPlan {
  const tall = inputs > 4;
  const grid = tall
    ? new Grid(out * inputs, out, kernel, kernel)
    : new Grid(out, 16, kernel, inputs * (kernel + 1) - 1);
  const plan = emptyPlan(grid);
  for (let filter = 0; filter < out; filter++) {
    for (let input = 0; input < inputs; input++) {
      const cell = grid.corner(tall ? input * out + filter : filter);
      const top = cell.y + (tall ? 0 : input * (kernel + 1));
      fillCell(plan, cell.x, top, kernel, kernel, (filter * inputs + input) * kernel * kernel);
    }
  }
  return plan;
}

/** The feature maps of a layer, a cell each. */
export function planMaps(channels: number, height: number, width: number): PixelPlan {
  const grid = new Grid(channels, 16, width, height);
  const plan = emptyPlan(grid);
  for (let channel = 0; channel < channels; channel++) {
    const { x, y } = grid.corner(channel);
    fillCell(plan, x, y, width, height, channel * height * width);
  }
  return plan;
}

function emptyPlan({ width, height }: Grid): PixelPlan {
  return { width, height, indices: new Int32Array(width * height).fill(-1) };
}

function fillCell(
  plan: PixelPlan,
  left: number,
  top: number,
  width: number,
  height: number,
  first: number,
): void {
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) plan.indices[(top + y) * plan.width + left + x] = first + y * width + x;
  }
}

import type { Env } from "../env.js";
import { Box } from "../spaces.js";
import { expectEnv } from "./expect-env.js";
import { expectPictures } from "./picture-space.js";
import { TransformObservation } from "./transform-observation.js";

/**
 * Scales pictures (gymnasium.wrappers.ResizeObservation). Each new pixel is the mean of the area it covers, with parts of
 * pixels counted as such.
 */
export class ResizeObservation<E extends Env<Box<"uint8">>> extends TransformObservation<E> {
  /**
   * @param shape Height and width of the new pictures.
   * @throws {TypeError} when the observations are not pictures.
   * @throws {RangeError} when the shape is not two positive integers.
   */
  constructor(env: E, shape: readonly [height: number, width: number]) {
    expectEnv("ResizeObservation", env);
    const { height, width, channels } = expectPictures("ResizeObservation", env.observationSpace);
    if (shape.length !== 2 || !shape.every((side) => Number.isInteger(side) && side > 0)) {
      throw new RangeError(`ResizeObservation expected two positive integers, got [${shape.join(", ")}]`);
    }
    const rows = coverage(height, shape[0]);
    const columns = coverage(width, shape[1]);
    const resize = (picture: Uint8Array) => {
      const narrow = new Float64Array(height * shape[1] * channels);
      average(picture, narrow, columns, { lines: height, stride: channels });
      const resized = new Float64Array(shape[0] * shape[1] * channels);
      average(narrow, resized, rows, { lines: 1, stride: shape[1] * channels });
      return Uint8Array.from(resized, Math.round);
    };
    const [, , ...rest] = env.observationSpace.shape;
    const space = new Box({ low: 0, high: 255, shape: [...shape, ...rest], dtype: "uint8" });
    super(env, resize as never, space as E["observationSpace"]);
  }
}

/** The share that each old pixel has in a new one, from old pixel `from` on. The shares sum to 1. */
interface Cell {
  readonly from: number;
  readonly shares: readonly number[];
}

/** Which old pixels of a line each of the new ones covers. */
function coverage(oldLength: number, newLength: number): Cell[] {
  const scale = oldLength / newLength;
  return Array.from({ length: newLength }, (_, i) => {
    const start = (i * oldLength) / newLength;
    const end = ((i + 1) * oldLength) / newLength;
    const from = Math.floor(start);
    const shares = [];
    for (let x = from; x < end; x++) shares.push((Math.min(end, x + 1) - Math.max(start, x)) / scale);
    return { from, shares };
  });
}

/** Averages along one dimension: `lines` lines after another, whose elements are groups of `stride` numbers. */
function average(
  source: ArrayLike<number>,
  target: Float64Array,
  cells: readonly Cell[],
  { lines, stride }: { lines: number; stride: number },
): void {
  const sourceLine = source.length / lines;
  for (let line = 0; line < lines; line++) {
    for (const [i, { from, shares }] of cells.entries()) {
      const to = (line * cells.length + i) * stride;
      for (const [j, share] of shares.entries()) {
        const at = line * sourceLine + (from + j) * stride;
        for (let k = 0; k < stride; k++) target[to + k]! += source[at + k]! * share;
      }
    }
  }
}

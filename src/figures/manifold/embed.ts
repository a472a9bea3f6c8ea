import { locallyLinear } from "./locally-linear.js";

/** A point of an image. */
export type Point = readonly [x: number, y: number];

/** Ways to lay points of many dimensions out in two. */
export type Method = "t-SNE" | "LLE" | "Isomap";

/** As most use t-SNE; both need fewer than there are points. */
const PERPLEXITY = 30;
const STEPS = 400;
/** Neighbours of a point in LLE and Isomap. */
const NEIGHBOURS = 12;

/**
 * Lays points out in the plane. t-SNE and Isomap are druidjs', which is loaded here since nothing else needs it; LLE is
 * our own, because druidjs' (0.9) takes the wrong end of the spectrum and gives NaN. The same seed, the same image.
 * @param points rows of one length, at least four of them
 */
export async function embed(points: readonly Float64Array[], method: Method, seed: number): Promise<Point[]> {
  const neighbors = Math.min(NEIGHBOURS, points.length - 1);
  if (method === "LLE") return locallyLinear(points, neighbors);
  const { ISOMAP, TSNE } = await import("@saehrimnir/druidjs");
  const rows = points.map((row) => Float64Array.from(row));
  const found =
    method === "Isomap"
      ? new ISOMAP(rows, { d: 2, neighbors, seed }).transform()
      : new TSNE(rows, { d: 2, perplexity: Math.min(PERPLEXITY, (points.length - 1) / 3), seed }).transform(
          STEPS,
        );
  return found.map(([x, y]) => [x!, y!]);
}

import type { Point } from "./embed.js";

/** Share of the trace that is added to a singular system of equations, as in scikit-learn. */
const REGULARISATION = 1e-3;

/**
 * Locally linear embedding (Roweis and Saul 2000): each point is written as a weighted sum of its neighbours, and laid
 * out where the same weights come closest to it. Needs time with the cube of the number of points.
 */
export async function locallyLinear(points: readonly Float64Array[], neighbours: number): Promise<Point[]> {
  const { EigenvalueDecomposition, Matrix, solve } = await import("ml-matrix");
  const count = points.length;
  const rest = Matrix.eye(count);
  for (const [index, point] of points.entries()) {
    const near = nearest(points, index, neighbours);
    const steps = new Matrix(
      near.map((other) => point.map((value, at) => points[other][at] - value)) as never,
    );
    const gram = steps.mmul(steps.transpose());
    const more = REGULARISATION * (gram.trace() || 1);
    for (let at = 0; at < neighbours; at++) gram.set(at, at, gram.get(at, at) + more);
    const weights = solve(gram, Matrix.ones(neighbours, 1)).to1DArray();
    const sum = weights.reduce((total, weight) => total + weight, 0);
    for (const [at, other] of near.entries()) rest.set(index, other, -weights[at] / sum);
  }
  const error = rest.transpose().mmul(rest);
  const { eigenvectorMatrix } = new EigenvalueDecomposition(error, { assumeSymmetric: true });
  // The smallest eigenvalue is 0, and its vector says only where the middle is.
  const [x, y] = [1, 2].map((column) => eigenvectorMatrix.getColumn(column));
  return Array.from({ length: count }, (_, index) => [x![index], y![index]]);
}

/** The points nearest to one of them, without it; of equals the first. */
function nearest(points: readonly Float64Array[], index: number, count: number): number[] {
  const own = points[index];
  const distances = points.map((point) => point.reduce((sum, value, at) => sum + (value - own[at]) ** 2, 0));
  return distances
    .map((_, other) => other)
    .filter((other) => other !== index)
    .sort((a, b) => distances[a] - distances[b])
    .slice(0, count);
}

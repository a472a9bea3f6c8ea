import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";

/** What SENSE makes smaller: a cost of each image, which the kernels compute from the network's exact logits. */
export interface Objective {
  /** What each image is compared with: a label, or the target value of each output. */
  readonly targets: Uint8Array | Float32Array;
  /** The cost at present. */
  readonly cost: Cost;
  /**
   * Fits what stands between logits and cost (a scale) to the present network, where there is such a thing. The order
   * of the logits, and with it accuracy, does not depend on it.
   */
  refit?(neighbours: Neighbours): void;
  /** The whole number between logits and outputs, where the outputs' size matters to whoever uses the network. */
  readonly outputDivisor?: number | undefined;
}

/** Enough images to know a scale. */
const REFIT_EXAMPLES = 8192;

/**
 * The factor on the logits with the lowest cost, relative to their size (root mean square), by golden-section search
 * over its logarithm.
 * @param low smallest and @param high largest root mean square of the scaled logits. For a network that knows nothing
 * the best factor is 0, from where there is nothing to climb: hence a lower bound.
 */
export function fitScale(
  neighbours: Neighbours,
  cost: (scale: number) => Cost,
  [low, high]: readonly [low: number, high: number],
): number {
  const examples = Math.min(neighbours.count, REFIT_EXAMPLES);
  const size = Math.max(1, rootMeanSquare(neighbours.logits.subarray(0, examples * neighbours.outputs)));
  const measure = (logarithm: number) => neighbours.cost(cost(Math.exp(logarithm)), 0, examples);
  return Math.exp(goldenSection(measure, Math.log(low / size), Math.log(high / size)));
}

const GOLDEN = (Math.sqrt(5) - 1) / 2;
const PRECISION = 0.01;

function goldenSection(cost: (at: number) => number, low: number, high: number): number {
  let [a, b] = [low, high];
  let [c, d] = [b - GOLDEN * (b - a), a + GOLDEN * (b - a)];
  let [costC, costD] = [cost(c), cost(d)];
  while (b - a > PRECISION) {
    if (costC < costD) {
      [b, d, costD] = [d, c, costC];
      c = b - GOLDEN * (b - a);
      costC = cost(c);
    } else {
      [a, c, costC] = [c, d, costD];
      d = a + GOLDEN * (b - a);
      costD = cost(d);
    }
  }
  return (a + b) / 2;
}

function rootMeanSquare(values: Int32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}

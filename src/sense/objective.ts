/**
 * What SENSE makes smaller: a cost of each picture, computed from the network's exact integer logits. Costs of a range
 * of pictures are added in order, so a sum is the same on every machine.
 */
export interface Objective {
  readonly name: string;
  /**
   * The summed cost of pictures `start` to `end`.
   * @param logits (end − start) × outputs
   */
  total(logits: Int32Array, start: number, end: number): number;
  /**
   * Fits what stands between logits and cost (a scale) to the present network, where there is such a thing. The order
   * of the logits, and with it accuracy, does not depend on it.
   * @param logits of all pictures
   */
  refit?(logits: Int32Array): void;
  /** The whole number between logits and outputs, where the outputs' size matters to whoever uses the network. */
  readonly outputDivisor?: number;
}

/** The value near the minimum of a function of one positive number, by golden-section search over its logarithm. */
export function minimiseScale(cost: (scale: number) => number, low: number, high: number): number {
  const golden = (Math.sqrt(5) - 1) / 2;
  let [a, b] = [Math.log(low), Math.log(high)];
  let [c, d] = [b - golden * (b - a), a + golden * (b - a)];
  let [costC, costD] = [cost(Math.exp(c)), cost(Math.exp(d))];
  while (b - a > 0.01) {
    if (costC < costD) {
      [b, d, costD] = [d, c, costC];
      c = b - golden * (b - a);
      costC = cost(Math.exp(c));
    } else {
      [a, c, costC] = [c, d, costD];
      d = a + golden * (b - a);
      costD = cost(Math.exp(d));
    }
  }
  return Math.exp((a + b) / 2);
}

/** Root mean square of numbers. */
export function rootMeanSquare(values: Int32Array): number {
  let sum = 0;
  for (const value of values) sum += value * value;
  return Math.sqrt(sum / values.length);
}

import { InputError } from "../errors.js";
import { type Architecture, weightCount } from "./architecture.js";
import type { TernaryNetwork } from "./ternary-network.js";

/** Percent of weights that are zero, 0 to below 100: one figure for every layer, or one for each layer by name. */
export type Sparsity = number | Readonly<Record<string, number>>;

/**
 * How many weights of each layer are zero: round(p/100 · n). The paper's formula counts non-zeros, its text and
 * figures count zeros; "90 % sparse" here means 90 % zeros.
 * @throws InputError when a percentage is out of range, or a layer has none.
 */
export function zeroCounts(architecture: Architecture, sparsity: Sparsity): number[] {
  if (typeof sparsity === "object") {
    const unknown = Object.keys(sparsity).find(
      (name) => !architecture.layers.some((layer) => layer.name === name),
    );
    if (unknown !== undefined)
      throw new InputError(`sparsity names the layer ${unknown}, which the network lacks`);
  }
  return architecture.layers.map((layer) => {
    const percent = typeof sparsity === "number" ? sparsity : sparsity[layer.name];
    if (percent === undefined)
      throw new InputError(`sparsity gives no percentage for the layer ${layer.name}`);
    checkPercentage(percent);
    return Math.round((percent / 100) * weightCount(layer));
  });
}

/**
 * How many weights of a whole network are zero, where one percentage holds for all of them together.
 * @throws InputError when it is not one percentage, or out of range.
 */
export function totalZeros({ layers }: Architecture, sparsity: Sparsity): number {
  if (typeof sparsity !== "number") {
    throw new InputError("a budget over all layers takes one percentage, not one for each layer");
  }
  checkPercentage(sparsity);
  return Math.round((sparsity / 100) * layers.reduce((sum, layer) => sum + weightCount(layer), 0));
}

function checkPercentage(percent: number): void {
  if (percent >= 0 && percent < 100) return;
  throw new InputError(`sparsity must be a percentage from 0 to below 100, got ${percent}`);
}

/** Zeros in each layer, as counted. */
export function countZeros(network: TernaryNetwork): number[] {
  return network.weights.map((weights) =>
    weights.reduce((zeros, weight) => zeros + (weight === 0 ? 1 : 0), 0),
  );
}

/** Weights of a whole network that are not zero. */
export function countNonZeros({ weights }: Pick<TernaryNetwork, "weights">): number {
  return weights.reduce(
    (sum, layer) => sum + layer.reduce((count, weight) => count + Math.abs(weight), 0),
    0,
  );
}

/**
 * The percentage for each layer, by name, that stands for just so many zeros: `zeroCounts` gives them back. With as few
 * decimals as do.
 */
export function sparsityOf({ layers }: Architecture, zeros: readonly number[]): Record<string, number> {
  const percentages = layers.map((layer, index) => {
    const weights = weightCount(layer);
    const exact = (100 * zeros[index]) / weights;
    for (let decimals = 0; decimals < 12; decimals++) {
      const percent = Number(exact.toFixed(decimals));
      if (percent < 100 && Math.round((percent / 100) * weights) === zeros[index]) {
        return [layer.name, percent] as const;
      }
    }
    return [layer.name, exact] as const;
  });
  return Object.fromEntries(percentages);
}

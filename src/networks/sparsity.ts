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
    if (!(percent >= 0 && percent < 100)) {
      throw new InputError(`sparsity must be a percentage from 0 to below 100, got ${percent}`);
    }
    return Math.round((percent / 100) * weightCount(layer));
  });
}

/** Zeros in each layer, as counted. */
export function countZeros(network: TernaryNetwork): number[] {
  return network.weights.map((weights) =>
    weights.reduce((zeros, weight) => zeros + (weight === 0 ? 1 : 0), 0),
  );
}

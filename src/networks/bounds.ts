import { fanIn } from "./architecture.js";
import { scales } from "./scales.js";
import type { TernaryNetwork } from "./ternary-network.js";

/** How large the integers of a layer can get, whatever the image is. */
export interface LayerBounds {
  /** No sum is larger in magnitude, and none of its parts, in whichever order its terms are added. */
  readonly sums: number;
  /** No value that the layer gives to the next is larger in magnitude. */
  readonly outputs: number;
}

/** The largest magnitude of what the first layer reads. */
const LARGEST_INPUT = 255;

/** Bounds that follow from the weights: non-zero weights of the densest unit × largest input, then the clip. */
export function layerBounds({ architecture, weights }: TernaryNetwork): LayerBounds[] {
  const limits = [...scales(architecture).slice(1), Number.POSITIVE_INFINITY];
  let largest = LARGEST_INPUT;
  return architecture.layers.map((layer, index) => {
    const sums = densestUnit(weights[index], fanIn(layer)) * largest;
    largest = Math.min(sums, limits[index]);
    return { sums, outputs: largest };
  });
}

/** Non-zero weights of the unit that has most. */
function densestUnit(weights: Int8Array, fan: number): number {
  let most = 0;
  for (let start = 0; start < weights.length; start += fan) {
    let count = 0;
    for (let index = start; index < start + fan; index++) if (weights[index] !== 0) count++;
    most = Math.max(most, count);
  }
  return most;
}

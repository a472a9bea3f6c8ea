import type { Random } from "../../envs/random.js";
import { type Architecture, weightCount } from "./architecture.js";
import { type Sparsity, zeroCounts } from "./sparsity.js";
import type { TernaryNetwork } from "./ternary-network.js";

/**
 * A ternary randomly initialised network (paper section 4.4): exactly `sparsity` percent zeros in each layer, the
 * others half +1 and half −1, all places equally likely.
 */
export function randomNetwork(
  architecture: Architecture,
  sparsity: Sparsity,
  random: Random,
): TernaryNetwork {
  const zeros = zeroCounts(architecture, sparsity);
  const weights = architecture.layers.map((layer, index) => {
    const values = new Int8Array(weightCount(layer));
    const nonZeros = values.length - zeros[index];
    values.fill(1, 0, Math.ceil(nonZeros / 2)).fill(-1, Math.ceil(nonZeros / 2), nonZeros);
    shuffle(values, random);
    return values;
  });
  return { architecture, weights };
}

function shuffle(values: Int8Array, random: Random): void {
  for (let last = values.length - 1; last > 0; last--) {
    const other = random.integers(last + 1);
    const value = values[last];
    values[last] = values[other];
    values[other] = value;
  }
}

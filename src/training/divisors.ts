import { type Architecture, weightCount } from "../networks/architecture.js";
import { type Sparsity, zeroCounts } from "../networks/sparsity.js";

/**
 * The same architecture with divisors that suit a sparsity: d = round(share · √(non-zeros per unit)), at least 1, for
 * every layer but the last, whose outputs are read as they are.
 *
 * The sum of n random signs spreads by √n, so the rule keeps the sums in proportion to the HardTanh's ±1.
 * @param share ½ suits MNIST, where twice that costs 1 to 2 points; 1.2 suits driving, where ½ saturates most units.
 */
export function withDivisors(architecture: Architecture, sparsity: Sparsity, share: number): Architecture {
  const spreads = unitSpreads(architecture, sparsity);
  const last = architecture.layers.length - 1;
  return {
    ...architecture,
    layers: architecture.layers.map((layer, index) =>
      index === last ? layer : { ...layer, divisor: Math.max(1, Math.round(share * spreads[index])) },
    ),
  };
}

/** √(non-zero weights per unit) of each layer, at least 1. */
export function unitSpreads(architecture: Architecture, sparsity: Sparsity): number[] {
  const zeros = zeroCounts(architecture, sparsity);
  return architecture.layers.map((layer, index) =>
    Math.max(1, Math.sqrt((weightCount(layer) - zeros[index]) / layer.out)),
  );
}

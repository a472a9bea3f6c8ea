import { type Architecture, weightCount } from "../networks/architecture.js";
import { type Sparsity, zeroCounts } from "../networks/sparsity.js";

/**
 * The same architecture with divisors that suit a sparsity: d = share · √(non-zeros per unit), as a whole number of at
 * least 1, for every layer but the last, whose outputs are read as they are.
 *
 * The sum of n random signs spreads by √n, so the rule keeps the sums in proportion to the HardTanh's ±1.
 * @param share 0.6 suits MNIST, where 0.5 makes training at 90 % zeros unsteady and 1 costs a point or two; 1.2 suits
 * driving, where 0.5 saturates most units.
 * @param whole the whole number to take; `Math.ceil` spares units of few weights the divisor 1, with which they
 * saturate
 */
export function withDivisors(
  architecture: Architecture,
  sparsity: Sparsity,
  share: number,
  whole: (divisor: number) => number = Math.round,
): Architecture {
  const stds = unitStds(architecture, sparsity);
  const last = architecture.layers.length - 1;
  return {
    ...architecture,
    layers: architecture.layers.map((layer, index) =>
      index === last ? layer : { ...layer, divisor: Math.max(1, whole(share * stds[index])) },
    ),
  };
}

/** √(non-zero weights per unit) of each layer, at least 1. */
export function unitStds(architecture: Architecture, sparsity: Sparsity): number[] {
  const zeros = zeroCounts(architecture, sparsity);
  return architecture.layers.map((layer, index) =>
    Math.max(1, Math.sqrt((weightCount(layer) - zeros[index]) / layer.out)),
  );
}

import type { TernaryNetwork } from "../networks/ternary-network.js";

/** What a network is worth. */
export interface Evaluation {
  /** Compared from the first figure to the last: a later one counts where the earlier ones are equal. */
  readonly rank: readonly number[];
  /** The figures by name. */
  readonly scores: Readonly<Record<string, number>>;
}

/**
 * Evaluates a network on what it was not fitted to; more is better. `best` is what the best network so far was worth.
 */
export type Evaluate = (network: TernaryNetwork, best: Evaluation | undefined) => Promise<Evaluation>;

/** Whether an evaluation is above another one, or there is no other. */
export function isBetter({ rank }: Evaluation, other: Evaluation | undefined): boolean {
  const differs = rank.findIndex((value, index) => value !== other?.rank[index]);
  return other === undefined || (differs >= 0 && rank[differs] > other.rank[differs]);
}

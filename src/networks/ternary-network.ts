import type { Architecture } from "./architecture.js";

/** A network whose weights are −1, 0 or +1: one array a layer, in the layer's weight order. */
export interface TernaryNetwork {
  readonly architecture: Architecture;
  readonly weights: readonly Int8Array[];
}

/**
 * A bit swap (paper section 3.2): the non-zero weight at `from` moves to the empty place `to` of the same layer,
 * as `sign` (−1 or +1). The paper's figure 1 keeps the sign of most swaps; counts of −1, 0 and +1 stay when it is kept.
 */
export interface Swap {
  readonly layer: number;
  readonly from: number;
  readonly to: number;
}

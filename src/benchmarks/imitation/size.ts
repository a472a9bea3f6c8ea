import { countNonZeros } from "../../networks/sparsity.js";
import { sum } from "../../statistics.js";
import type { Actor } from "./entry-policy.js";

/** Weights in a byte of a policy file. */
const WEIGHTS_IN_BYTE = 4;

/**
 * Weights that are not 0, and bytes that all weights take: two bits each, 32 where they are real. Nothing without a
 * network.
 */
export function size(actor: Actor): { nonZeros?: number; bytes?: number } {
  if (actor.kind === "dense") {
    const count = sum(actor.weights.map(({ length }) => length));
    return { nonZeros: count, bytes: count * Float32Array.BYTES_PER_ELEMENT };
  }
  if (actor.kind !== "policies") return {};
  const networks = actor.policies.map(({ network }) => network);
  const layers = networks.flatMap(({ weights }) => weights);
  return {
    nonZeros: sum(networks.map(countNonZeros)),
    bytes: sum(layers.map(({ length }) => Math.ceil(length / WEIGHTS_IN_BYTE))),
  };
}

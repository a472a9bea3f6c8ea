import { countNonZeros } from "../../networks/sparsity.js";
import { sum } from "../../statistics.js";
import type { Wheel } from "./wheel.js";

/** Weights in a byte of a policy file. */
const WEIGHTS_IN_BYTE = 4;

/** Weights that are not 0, and bytes that all weights take: two bits each, 32 where they are real. Nothing without a network. */
export function size(wheel: Wheel): { nonZeros?: number; bytes?: number } {
  if (wheel.kind === "real") {
    const count = sum(wheel.weights.map(({ length }) => length));
    return { nonZeros: count, bytes: count * Float32Array.BYTES_PER_ELEMENT };
  }
  if (wheel.kind !== "policies") return {};
  const networks = wheel.policies.map(({ network }) => network);
  const layers = networks.flatMap(({ weights }) => weights);
  return {
    nonZeros: sum(networks.map(countNonZeros)),
    bytes: sum(layers.map(({ length }) => Math.ceil(length / WEIGHTS_IN_BYTE))),
  };
}

import type { Wheel } from "./wheel.js";

/** Weights that are not 0, and bytes that all weights take: two bits each, 32 where they are real. Nothing without a network. */
export function size(wheel: Wheel): { nonZeros?: number; bytes?: number } {
  const networks =
    wheel.kind === "real"
      ? [wheel]
      : wheel.kind === "policies"
        ? wheel.policies.map(({ network }) => network)
        : [];
  if (networks.length === 0) return {};
  const layers = networks.flatMap(({ weights }) => weights as readonly (Int8Array | Float32Array)[]);
  const bits = wheel.kind === "real" ? 32 : 2;
  return {
    nonZeros: layers.reduce((sum, weights) => sum + countNonZeros(weights), 0),
    bytes: layers.reduce((sum, { length }) => sum + Math.ceil((length * bits) / 8), 0),
  };
}

function countNonZeros(weights: Int8Array | Float32Array): number {
  let count = 0;
  for (const weight of weights) if (weight !== 0) count++;
  return count;
}

import { forward } from "../../../src/networks/reference.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";

/** Logits of all images by the plain reference, a row of outputs after the other. */
export function plainLogits(network: TernaryNetwork, images: Uint8Array, count: number): number[] {
  const bytes = images.length / count;
  return Array.from({ length: count }, (_, index) => [
    ...forward(network, images.subarray(index * bytes, (index + 1) * bytes)),
  ]).flat();
}

import type { TernaryNetwork } from "../../networks/ternary-network.js";

/**
 * Networks as points, one row each: their weights at those places where not all are equal. Distances are those between
 * all weights, since the others add nothing. Squared, a swap is a distance of 2.
 */
export function coordinates(networks: readonly TernaryNetwork[]): Float64Array[] {
  const [first] = networks;
  const places = (first?.weights ?? []).flatMap((own, layer) =>
    Array.from(own.keys())
      .filter((place) => networks.some(({ weights }) => weights[layer][place] !== own[place]))
      .map((place) => ({ layer, place })),
  );
  return networks.map(({ weights }) =>
    Float64Array.from(places, ({ layer, place }) => weights[layer][place]),
  );
}

import type { DataSet } from "../../data/data-set.js";
import { streamOf } from "../../draws.js";
import { Neighbours } from "../../kernels/neighbours.js";
import type { Swap, TernaryNetwork } from "../../networks/ternary-network.js";
import type { Objective } from "../objective.js";
import { Wiring } from "../wiring.js";
import type { Member } from "./family.js";

export interface NeighbourhoodOptions {
  readonly network: TernaryNetwork;
  /** What the neighbours are scored on, all of it. */
  readonly data: DataSet;
  /** The score is one minus its mean cost: accuracy or agreement. */
  readonly objective: Objective;
  /** The layer to draw swaps in. */
  readonly layer: number;
  /** Neighbours to draw. */
  readonly count: number;
  /** Swaps from the network to each of them: 1 for first neighbours, 2 for second ones. Default 1. */
  readonly distance?: number;
  readonly seed: number;
  /** Results do not depend on it. Default 1. */
  readonly threads?: number;
  readonly signal?: AbortSignal;
}

/** Neighbours scored at a time. */
const BATCH = 256;

/**
 * Neighbours of a network by random swaps in one layer (paper section 4.2), all different, each with its exact score.
 * Ends early when the layer has no more, or at the signal.
 */
export async function* neighbourhood(options: NeighbourhoodOptions): AsyncGenerator<Member> {
  const { network, data, objective, layer, count, distance = 1, seed, threads, signal } = options;
  const own = network.weights[layer];
  if (!Wiring.canSwap(own)) return;
  const neighbours = await Neighbours.create(network, data.images, data.count, { threads });
  try {
    neighbours.setTargets(objective.targets);
    const random = streamOf(seed, layer);
    const wiring = new Wiring(layer, own);
    const seen = new Set<string>();
    for (let found = 0, idle = 0; found < count && idle < 1000 && !signal?.aborted; ) {
      const batch: Swap[][] = [];
      while (batch.length < Math.min(BATCH, count - found) && idle < 1000) {
        const swaps = drawApart(wiring, distance, random);
        const key = [
          ...swaps.map(({ from }) => from).sort(),
          "→",
          ...swaps.map(({ to }) => to).sort(),
        ].join();
        if (swaps.length < distance || seen.has(key)) {
          idle++;
          continue;
        }
        idle = 0;
        seen.add(key);
        batch.push(swaps);
      }
      const costs = neighbours.costs(
        batch.map((swaps) => (swaps.length === 1 ? swaps[0] : swaps)),
        objective.cost,
      );
      for (const [index, swaps] of batch.entries()) yield { swaps, score: 1 - costs[index] / data.count };
      found += batch.length;
    }
  } finally {
    neighbours.close();
  }
}

/** Swaps that share no place; fewer than asked for where they are hard to find. */
function drawApart(wiring: Wiring, count: number, random: Parameters<Wiring["draw"]>[0]): Swap[] {
  const swaps: Swap[] = [];
  const places = new Set<number>();
  for (let tries = 0; swaps.length < count && tries < 10 * count; tries++) {
    const { swap } = wiring.draw(random);
    if (places.has(swap.from) || places.has(swap.to)) continue;
    places.add(swap.from).add(swap.to);
    swaps.push(swap);
  }
  return swaps;
}

import type { Random } from "../../envs/random.js";
import { Neighbours } from "../kernels/neighbours.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { DataSet } from "../tasks/data-set.js";
import type { Acceptance } from "./acceptance.js";
import type { Objective } from "./objective.js";
import { type Exploration, Search } from "./search.js";

export interface ClimbOptions {
  /** Where the climb starts. */
  readonly network: TernaryNetwork;
  /** What is fitted to. */
  readonly data: DataSet;
  /** What is made small on it. */
  readonly objective: Objective;
  readonly acceptance: Acceptance;
  /** Neighbours in a family, of which the best is taken. */
  readonly family: number;
  /** Names of the layers to visit, in this order, again and again. */
  readonly layers: readonly string[];
  readonly random: Random;
  /** Share of the climb that is over after so many neighbours, 0 to 1. */
  readonly progress: (evaluations: number) => number;
  /** Scores the network after each round through the layers, on what it was not fitted to. More is better. */
  readonly judge: (network: TernaryNetwork) => Promise<Judgement>;
  readonly signal?: AbortSignal;
}

/** What a network is worth. */
export interface Judgement {
  /** Compared from the first figure to the last: a later one counts where the earlier ones are equal. */
  readonly rank: readonly number[];
  /** The figures by name. */
  readonly scores: Readonly<Record<string, number>>;
}

/** What happens on the way up, in order. The first event judges the start. */
export type ClimbEvent =
  | ({ readonly kind: "explored"; readonly layerName: string; readonly progress: number } & Totals &
      Exploration)
  | ({
      readonly kind: "judged";
      readonly judgement: Judgement;
      /** Whether this is the best network so far. */
      readonly best: boolean;
      readonly network: TernaryNetwork;
    } & Totals);

interface Totals {
  /** Neighbours looked at, since the start. */
  readonly totalEvaluations: number;
  /** Swaps carried out, since the start. */
  readonly totalAccepted: number;
}

/**
 * Neighbours looked at in a layer before the next layer has its turn. A convolution's cost more time, and in the first
 * layer, on which everything depends, hardly any is good.
 */
const VISIT = { dense: 4096, conv: 512 } as const;
const FIRST_LAYER_VISIT = 64;

/**
 * Climbs from a network by bit swaps alone, no gradients (paper sections 4.2 to 4.4), and judges on the way. Reading
 * stops the climb: what was judged best is the result.
 */
export async function* climb(options: ClimbOptions): AsyncGenerator<ClimbEvent> {
  const { data, network, judge, signal, progress } = options;
  const { layers } = network.architecture;
  const neighbours = await Neighbours.create(network, data.images, data.count);
  try {
    const search = new Search({ ...options, neighbours });
    const visits = options.layers
      .map((name) => layers.findIndex((layer) => layer.name === name))
      .filter((layer) => search.layers.includes(layer));
    let totalEvaluations = 0;
    let totalAccepted = 0;
    let best: Judgement | undefined;
    const judged = async (candidate: TernaryNetwork): Promise<ClimbEvent> => {
      const judgement = await judge(candidate);
      const better = !best || compare(judgement.rank, best.rank) > 0;
      if (better) best = judgement;
      return { kind: "judged", judgement, best: better, network: candidate, totalEvaluations, totalAccepted };
    };
    yield await judged(network);
    while (visits.length > 0 && progress(totalEvaluations) < 1 && !signal?.aborted) {
      for (const layer of visits) {
        if (progress(totalEvaluations) >= 1 || signal?.aborted) break;
        const visit = layer === 0 ? FIRST_LAYER_VISIT : VISIT[layers[layer].kind];
        const explored = search.explore(layer, visit, (done) => progress(totalEvaluations + done));
        totalEvaluations += explored.evaluations;
        totalAccepted += explored.accepted;
        yield {
          kind: "explored",
          layerName: layers[layer].name,
          progress: Math.min(1, progress(totalEvaluations)),
          totalEvaluations,
          totalAccepted,
          ...explored,
        };
      }
      yield await judged(neighbours.network());
    }
  } finally {
    neighbours.close();
  }
}

function compare(a: readonly number[], b: readonly number[]): number {
  const differs = a.findIndex((value, index) => value !== b[index]);
  return differs < 0 ? 0 : a[differs] - b[differs];
}

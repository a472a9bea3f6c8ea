import { streamOf } from "../draws.js";
import { Neighbours } from "../kernels/neighbours.js";
import type { Swap, TernaryNetwork } from "../networks/ternary-network.js";
import type { DataSet } from "../tasks/data-set.js";
import type { ClimbEvent, ClimbState } from "./climb.js";
import { isBetter, type Judge } from "./judgement.js";
import type { Objective } from "./objective.js";
import type { Schedule } from "./paper-schedules.js";
import { Wiring } from "./wiring.js";

export interface SucceedOptions {
  /** Where to start (paper: N⁰). */
  readonly network: TernaryNetwork;
  /** What the fitness is taken on, all of it for every neighbour. */
  readonly data: DataSet;
  /** The fitness is one minus its mean cost: accuracy, in the paper. Its scale is not fitted. */
  readonly objective: Objective;
  /** Names of the layers that may change, first to last. */
  readonly layers: readonly string[];
  readonly schedule: Schedule;
  /** Neighbours drawn in a neighbourhood, of which the best is taken (paper: n_k). */
  readonly family: number;
  readonly seed: number;
  /** Threads that evaluate neighbours; results do not depend on it. Default 1. */
  readonly threads?: number;
  /** Scores the network after each neighbourhood, on what it was not fitted to. */
  readonly judge: Judge;
  /** Where an earlier run with the same options was. */
  readonly resume?: ClimbState;
  readonly signal?: AbortSignal;
}

/** Layers are drawn from streams beyond those of the neighbourhoods. */
const LAYER_STREAMS = 2 ** 31;

/**
 * SENSE exactly as the paper's Algorithm 2 has it: draw n_k first neighbours in a layer, evaluate each, move to the best
 * if it is better than the present network, and begin again from there. Among equals the first drawn is taken. What
 * happens in a neighbourhood depends on the network, the seed and its number alone. Reading stops it, as in `climb`.
 */
export async function* succeed(options: SucceedOptions): AsyncGenerator<ClimbEvent> {
  const { data, objective, schedule, family, seed, threads, judge, resume, signal } = options;
  let state = resume ?? { network: options.network, visits: 0, evaluations: 0, accepted: 0 };
  const { layers } = state.network.architecture;
  const choice = options.layers
    .map((name) => layers.findIndex((layer) => layer.name === name))
    .filter((layer) => Wiring.canSwap(state.network.weights[layer]!));
  const neighbours = await Neighbours.create(state.network, data.images, data.count, { threads });
  const judged = async (): Promise<ClimbEvent> => {
    const judgement = await judge(state.network, state.best);
    const best = isBetter(judgement, state.best);
    if (best) state = { ...state, best: judgement };
    return { kind: "judged", judgement, best, state };
  };
  try {
    neighbours.setTargets(objective.targets);
    let cost = neighbours.cost(objective.cost);
    if (!resume) yield await judged();
    const length = choice.length > 0 ? schedule.neighbourhoods : 0;
    while (state.visits < length && !signal?.aborted) {
      const layer = layerAt(state.visits, choice, schedule, seed);
      const swaps = draw(layer, neighbours.network().weights[layer]!, family, seed, state.visits);
      const costs = neighbours.costs(swaps, objective.cost);
      const first = costs.indexOf(Math.min(...costs));
      const better = costs[first]! < cost;
      if (better) {
        neighbours.commit(swaps[first]!);
        cost = costs[first]!;
      }
      state = {
        ...state,
        network: neighbours.network(),
        visits: state.visits + 1,
        evaluations: state.evaluations + family,
        accepted: state.accepted + Number(better),
      };
      yield {
        kind: "explored",
        layerName: layers[layer]!.name,
        cost: cost / data.count,
        progress: state.visits / length,
        evaluations: state.evaluations,
        accepted: state.accepted,
      };
      yield await judged();
    }
  } finally {
    neighbours.close();
  }
}

/** The layer of the neighbourhood with this number. */
function layerAt(visit: number, choice: readonly number[], { order, stay }: Schedule, seed: number): number {
  const turn = Math.floor(visit / stay);
  const at =
    order === "in-turn" ? turn % choice.length : streamOf(seed, LAYER_STREAMS + turn).integers(choice.length);
  return choice[at]!;
}

/** First neighbours of a network in one layer (paper section 3.2), drawn independently. */
function draw(layer: number, weights: Int8Array, count: number, seed: number, visit: number): Swap[] {
  const wiring = new Wiring(layer, weights);
  const random = streamOf(seed, visit);
  return Array.from({ length: count }, () => wiring.draw(random).swap);
}

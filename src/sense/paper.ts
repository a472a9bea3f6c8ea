import { streamOf } from "../draws.js";
import { Neighbours } from "../kernels/neighbours.js";
import type { Swap } from "../networks/ternary-network.js";
import { minimum } from "../statistics.js";
import type { Schedule } from "./paper-schedules.js";
import {
  changeableLayers,
  evaluating,
  firstState,
  type SearchEvent,
  type SearchOptions,
} from "./search-state.js";
import { Wiring } from "./wiring.js";

/**
 * All data count for every neighbour. The fitness is one minus the objective's mean cost: accuracy, in the paper. Its
 * scale is not fitted. Layers come first to last.
 */
export interface SucceedOptions extends SearchOptions {
  readonly schedule: Schedule;
  /** Neighbours drawn in a neighbourhood, of which the best is taken (paper: n_k). */
  readonly family: number;
}

/** Layers are drawn from streams beyond those of the neighbourhoods. */
const LAYER_STREAMS = 2 ** 31;

/**
 * SENSE exactly as the paper's Algorithm 2 has it: draw n_k first neighbours in a layer, evaluate each, move to the
 * best if it is better than the present network, and begin again from there. Among equals the first drawn is taken.
 * What happens in a neighbourhood depends on the network, the seed and its number alone. Reading stops it, as in
 * `localSearch`.
 */
export async function* succeed(options: SucceedOptions): AsyncGenerator<SearchEvent> {
  const { data, objective, schedule, family, seed, threads, evaluate, resume, signal } = options;
  let state = firstState(options);
  const { layers } = state.network.architecture;
  const choice = changeableLayers(options, state.network);
  const neighbours = await Neighbours.create(state.network, data.images, data.count, { threads });
  try {
    neighbours.setTargets(objective.targets);
    let cost = neighbours.cost(objective.cost);
    if (!resume) state = yield* evaluating(evaluate, state);
    const length = choice.length > 0 ? schedule.neighbourhoods : 0;
    while (state.iterations < length && !signal?.aborted) {
      const layer = layerAt(state.iterations, choice, schedule, seed);
      const swaps = draw(layer, neighbours.network().weights[layer], family, seed, state.iterations);
      const costs = neighbours.costs(swaps, objective.cost);
      const first = costs.indexOf(minimum(costs));
      const better = costs[first] < cost;
      if (better) {
        neighbours.commit(swaps[first]);
        cost = costs[first];
      }
      state = {
        ...state,
        network: neighbours.network(),
        iterations: state.iterations + 1,
        evaluations: state.evaluations + family,
        accepted: state.accepted + Number(better),
      };
      yield {
        kind: "explored",
        layerName: layers[layer].name,
        cost: cost / data.count,
        progress: state.iterations / length,
        evaluations: state.evaluations,
        accepted: state.accepted,
      };
      state = yield* evaluating(evaluate, state);
    }
  } finally {
    neighbours.close();
  }
}

/** The layer of the neighbourhood with this number. */
function layerAt(
  iteration: number,
  choice: readonly number[],
  { order, stay }: Schedule,
  seed: number,
): number {
  const turn = Math.floor(iteration / stay);
  const at =
    order === "in-turn" ? turn % choice.length : streamOf(seed, LAYER_STREAMS + turn).integers(choice.length);
  return choice[at];
}

/** First neighbours of a network in one layer (paper section 3.2), drawn independently. */
function draw(layer: number, weights: Int8Array, count: number, seed: number, iteration: number): Swap[] {
  const wiring = new Wiring(layer, weights);
  const random = streamOf(seed, iteration);
  return Array.from({ length: count }, () => wiring.draw(random).swap);
}

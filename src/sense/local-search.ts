import { streamOf } from "../draws.js";
import { Neighbours } from "../kernels/neighbours.js";
import type { Layer } from "../networks/architecture.js";
import type { Acceptance } from "./acceptance.js";
import { Search } from "./search.js";
import {
  changeableLayers,
  evaluating,
  firstState,
  nextTurn,
  type SearchEvent,
  type SearchOptions,
} from "./search-state.js";

export interface LocalSearchOptions extends SearchOptions {
  readonly acceptance: Acceptance;
  /** Neighbours in a family, of which the best is taken. */
  readonly family: number;
  /**
   * Neighbours looked at in a layer before the next one has its turn, by the layer's name, where others are to be had.
   */
  readonly iterations?: Readonly<Record<string, number>>;
  /** Share of the climb that is over after so many neighbours, 0 to 1. */
  readonly progress: (evaluations: number) => number;
}

/**
 * Neighbours looked at in a layer before the next layer has its turn. A convolution's cost more time, and in the first
 * layer, on which everything depends, hardly any is good.
 */
const ITERATION = { dense: 4096, conv: 512 } as const;
const FIRST_LAYER_ITERATION = 64;

/** Milliseconds after which a signal is let through. */
const TURN = 200;

const usualIteration = (index: number, { kind }: Layer) =>
  index === 0 ? FIRST_LAYER_ITERATION : ITERATION[kind];

/**
 * Climbs from a network by bit swaps alone, no gradients (paper sections 4.2 to 4.4), and evaluates after each round
 * through the layers. Reading stops the climb: what was evaluated best is the result.
 */
export async function* localSearch(options: LocalSearchOptions): AsyncGenerator<SearchEvent> {
  const { data, evaluate, signal, progress, seed, resume, threads } = options;
  let state = firstState(options);
  const { layers } = state.network.architecture;
  const neighbours = await Neighbours.create(state.network, data.images, data.count, { threads });
  try {
    const search = new Search({ ...options, neighbours });
    if (!resume) state = yield* evaluating(evaluate, state);
    const round = changeableLayers(options, state.network);
    while (round.length > 0 && progress(state.evaluations) < 1) {
      for (const layer of round) {
        const { iterations, evaluations, accepted } = state;
        const steps = search.exploring({
          layer,
          evaluations: options.iterations?.[layers[layer].name] ?? usualIteration(layer, layers[layer]),
          progress: (done) => progress(evaluations + done),
          random: streamOf(seed, iterations),
        });
        let explored = steps.next();
        for (let since = performance.now(); !explored.done; explored = steps.next()) {
          if (performance.now() - since < TURN) continue;
          await nextTurn();
          if (signal?.aborted) return;
          since = performance.now();
        }
        state = {
          ...state,
          iterations: iterations + 1,
          evaluations: evaluations + explored.value.evaluations,
          accepted: accepted + explored.value.accepted,
        };
        yield {
          kind: "explored",
          layerName: layers[layer].name,
          cost: explored.value.cost,
          progress: Math.min(1, progress(state.evaluations)),
          evaluations: state.evaluations,
          accepted: state.accepted,
        };
        // What was not evaluated is left to whoever resumes, so that the end is the same as without a stop.
        if (signal?.aborted) return;
      }
      state = { ...state, network: neighbours.network() };
      state = yield* evaluating(evaluate, state);
    }
  } finally {
    neighbours.close();
  }
}

import type { Random } from "../../envs/random.js";
import { streamOf } from "../draws.js";
import { Neighbours } from "../kernels/neighbours.js";
import { Batches } from "./batches.js";
import {
  changeableLayers,
  evaluating,
  firstState,
  nextTurn,
  type SearchEvent,
  type SearchOptions,
} from "./search-state.js";
import { SingleWeightChanges } from "./single-weight-changes.js";

/** How a search by surveys goes about a task. */
export interface SurveyRecipe {
  /** Fresh images that single-weight changes are measured on in a step. */
  readonly examples: number;
  /**
   * Share of a layer's places measured in a step, above 0 to 1. In the last layer, where it costs little, it is all.
   */
  readonly share: number;
  /** Places of a layer that are measured in every step: those that promise most. */
  readonly candidates: number;
  /**
   * Weight of a measurement in a single-weight change's moving average, above 0 to 1: at the start, when swaps are many
   * and what was known is soon out of date, and at the end, when they gain so little that only many images show it.
   */
  readonly weight: readonly [start: number, end: number];
  /**
   * Swaps in a step at the start, in each hidden layer and in the last one; the numbers fall to 0 in a straight line.
   * What changes in the last layer does not spoil what is known of other layers, so it bears more.
   */
  readonly swaps: { readonly hidden: number; readonly last: number };
}

/** Layers change in the order of their names in every step. */
export interface SurveyOptions extends SearchOptions {
  readonly recipe: SurveyRecipe;
  /** Share of the search that is over after so many single-weight changes, 0 to 1. */
  readonly progress: (evaluations: number) => number;
}

/** Steps between two evaluations. */
const ROUND = 20;

/**
 * Everything depends on the first of several layers, so that hardly any swap in it is good once the others have come to
 * rely on it, and measuring one is dear: it has its turn in the first steps only, on fewer images.
 */
const FIRST_LAYER = { steps: 10, examples: 128 };

/**
 * Descends by bit swaps alone, without gradients, several at a time: in each step single-weight changes are measured
 * exactly, on images not seen for a while, and the swaps that promise most by all measurements so far are carried out.
 * What comes of it depends on the options and the number of the step. Reading stops it, as in `localSearch`.
 */
export async function* survey(options: SurveyOptions): AsyncGenerator<SearchEvent> {
  const { data, objective, recipe, progress, evaluate, seed, resume, signal, threads } = options;
  let state = firstState(options);
  const { layers } = state.network.architecture;
  const [start, end] = recipe.weight;
  const batches = new Batches(data, objective.targets, recipe.examples, seed);
  const weightChanges = state.network.weights.map(
    (weights, layer) =>
      new SingleWeightChanges(
        layer,
        state.weightChanges?.[layer]?.slice() ?? new Float32Array(2 * weights.length),
      ),
  );
  const choice = changeableLayers(options, state.network);
  const neighbours = await Neighbours.create(state.network, batches.at(0).images, batches.size, { threads });
  try {
    if (!resume) state = yield* evaluating(evaluate, state);
    while (choice.length > 0 && progress(state.evaluations) < 1) {
      const { images, targets } = batches.at(state.iterations);
      neighbours.show(images, targets);
      if (state.iterations % ROUND === 0) objective.refit?.(neighbours);
      const random = streamOf(seed, state.iterations);
      let { evaluations, accepted } = state;
      const left = Math.max(0, 1 - progress(evaluations));
      const cost = neighbours.cost(objective.cost) / batches.size;
      for (const layer of choice) {
        const isFirst = layer === 0 && layers.length > 1;
        const isLast = layer === layers.length - 1;
        if (isFirst && state.iterations >= FIRST_LAYER.steps) continue;
        const weights = neighbours.network().weights[layer];
        const own = weightChanges[layer];
        const measurement = {
          neighbours,
          cost: objective.cost,
          examples: isFirst ? Math.min(FIRST_LAYER.examples, batches.size) : batches.size,
          share: isFirst || isLast ? 1 : recipe.share,
          candidates: recipe.candidates,
          weight: end + (start - end) * left,
        };
        evaluations += own.measure(weights, measurement, random);
        const swaps = own.best(
          weights,
          about((isLast ? recipe.swaps.last : recipe.swaps.hidden) * left, random),
        );
        for (const swap of swaps) own.follow(weights, swap);
        if (swaps.length > 0) neighbours.commit(swaps);
        accepted += swaps.length;
      }
      state = { ...state, iterations: state.iterations + 1, evaluations, accepted };
      yield {
        kind: "explored",
        layerName: choice.map((layer) => layers[layer].name).join(", "),
        cost,
        progress: Math.min(1, progress(evaluations)),
        evaluations,
        accepted,
      };
      await nextTurn();
      // What was not evaluated is left to whoever resumes, so that the end is the same as without a stop.
      if (signal?.aborted) return;
      if (state.iterations % ROUND === 0 || progress(evaluations) >= 1) {
        state = {
          ...state,
          network: neighbours.network(),
          weightChanges: weightChanges.map(({ changes }) => changes.slice()),
        };
        state = yield* evaluating(evaluate, state);
      }
    }
  } finally {
    neighbours.close();
  }
}

/** One of the two whole numbers next to `value`, which it is on average. */
function about(value: number, random: Random): number {
  return Math.floor(value + random.random());
}

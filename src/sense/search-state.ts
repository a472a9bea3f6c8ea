import type { DataSet } from "../data/data-set.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { type Evaluate, type Evaluation, isBetter } from "./evaluation.js";
import type { Objective } from "./objective.js";
import { Wiring } from "./wiring.js";

/** What every search is given: `localSearch`, `survey` and the paper's `succeed`. */
export interface SearchOptions {
  /** Where to start (paper: N⁰). */
  readonly network: TernaryNetwork;
  /** What is fitted to. */
  readonly data: DataSet;
  /** What is made small on it. */
  readonly objective: Objective;
  /** Names of the layers that may change. */
  readonly layers: readonly string[];
  readonly seed: number;
  /** Threads that evaluate neighbours; results do not depend on it. Default 1. */
  readonly threads?: number;
  /** Scores the network now and then, on what it was not fitted to. */
  readonly evaluate: Evaluate;
  /** Where an earlier search with the same options was; it goes on from there as if it had never stopped. */
  readonly resume?: SearchState;
  readonly signal?: AbortSignal;
}

/** All that a search depends on between two evaluations. */
export interface SearchState {
  readonly network: TernaryNetwork;
  /** Iterations over layers, steps of a survey or neighbourhoods, since the start. */
  readonly iterations: number;
  /** Neighbours looked at, since the start. */
  readonly evaluations: number;
  /** Swaps carried out, since the start. */
  readonly accepted: number;
  /** What the best network was worth. */
  readonly best?: Evaluation;
  /** What a search by surveys knows of its single-weight changes (`SingleWeightChanges`), for each layer. */
  readonly weightChanges?: readonly Float32Array[];
  /** What a search by return knows besides. */
  readonly byReturn?: ReturnState;
}

/** Where a search by return is. */
export interface ReturnState {
  /** Steps of the environment, since the start. */
  readonly steps: number;
  /** Seeds that count at present. */
  readonly seeds: number;
}

/** What happens on the way, in order. The first event evaluates the start. */
export type SearchEvent = Explored | Evaluated;

export interface Explored {
  readonly kind: "explored";
  readonly layerName: string;
  /** Mean cost of the present network over what is fitted to. */
  readonly cost: number;
  /** Share of the search that is over, 0 to 1. */
  readonly progress: number;
  /** Neighbours looked at, and swaps carried out, since the start. */
  readonly evaluations: number;
  readonly accepted: number;
}

export interface Evaluated {
  readonly kind: "evaluated";
  readonly evaluation: Evaluation;
  /** Whether this is the best network so far. */
  readonly best: boolean;
  /** The present network, and how to go on from it. */
  readonly state: SearchState;
}

/** Where a search begins. */
export function firstState({ network, resume }: Pick<SearchOptions, "network" | "resume">): SearchState {
  return resume ?? { network, iterations: 0, evaluations: 0, accepted: 0 };
}

/**
 * Numbers of the layers that may change, in the order of their names, those left out in which nothing can be swapped.
 */
export function changeableLayers(
  { layers }: SearchOptions,
  { architecture, weights }: TernaryNetwork,
): number[] {
  return layers
    .map((name) => architecture.layers.findIndex((layer) => layer.name === name))
    .filter((layer) => Wiring.canSwap(weights[layer]));
}

/** Judges the present network. @returns the state with what the best network so far is worth */
export async function* evaluating(
  evaluate: Evaluate,
  state: SearchState,
): AsyncGenerator<Evaluated, SearchState> {
  const evaluation = await evaluate(state.network, state.best);
  const best = isBetter(evaluation, state.best);
  const next = best ? { ...state, best: evaluation } : state;
  yield { kind: "evaluated", evaluation, best, state: next };
  return next;
}

/** Lets other work have its turn, and with it signals: a long computation hears of none by itself. */
export function nextTurn(): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, 0));
}

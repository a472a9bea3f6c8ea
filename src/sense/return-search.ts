import type { Random } from "../../envs/random.js";
import { streamOf } from "../draws.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { mean, minimum, standardDeviation } from "../statistics.js";
import type { Evaluation } from "./evaluation.js";
import { nextTurn } from "./evaluation.js";
import { evaluating, firstState, type SearchEvent, type SearchState } from "./search-state.js";

/** Runs networks in an environment; see `rollout/candidate-pool.ts`. */
export interface Candidates {
  /** The returns of one network on some seeds, in their order. */
  returns(network: TernaryNetwork, seeds: readonly number[], signal?: AbortSignal): Promise<number[]>;
  /**
   * Races candidates: each runs on more and more of the seeds, and is given up as soon as its mean falls below the present
   * network's on the same seeds by more than the slack for so many episodes.
   * @param changed weights of each candidate, one array a layer
   * @returns the returns on all seeds, or undefined for those given up, in the order of the candidates
   */
  race(
    changed: readonly (readonly Int8Array[])[],
    plan: RacePlan,
    signal?: AbortSignal,
  ): Promise<(number[] | undefined)[]>;
}

/** What candidates are measured by. */
export interface RacePlan {
  readonly seeds: readonly number[];
  /** What the present network returns on each of the seeds. */
  readonly present: readonly number[];
  /** Episodes after which a decision is made, growing; the last is all. */
  readonly rounds: readonly number[];
  /** How far a mean may fall below the present one's after each round. */
  readonly slack: readonly number[];
}

export interface ReturnSearchOptions {
  readonly network: TernaryNetwork;
  readonly candidates: Candidates;
  /** Seeds that candidates race on; as the search goes on more of them count. */
  readonly seeds: readonly number[];
  /** Other seeds, on which the best network is chosen. */
  readonly validationSeeds: readonly number[];
  /** Names of the layers that may change. */
  readonly layers: readonly string[];
  readonly seed: number;
  /** Share of the search that is over after so many candidates, 0 to 1. */
  readonly progress: (evaluations: number) => number;
  readonly resume?: SearchState;
  readonly signal?: AbortSignal;
}

/** Candidates drawn at once: the same on any number of threads. The first that is good enough is taken. */
const AT_ONCE = 8;
/** Rounds without a candidate that is good enough before the present network's best is evaluated again. */
const REPORT = 25;
/** Slack at the start, in standard deviations of the present returns over the seeds, for 16 episodes. */
const SLACK = 0.3;

/**
 * SENSE by reward alone, without demonstrations and without gradients: draws networks that differ from the present one in one
 * to three places, lets them race on common seeds, and takes the first whose mean return is not below the present one's by
 * more than a slack that falls to 0 (annealing by allowed loss). The best on other seeds is the result. What comes of it
 * depends on the options alone, not on threads.
 */
export async function* searchByReturn(options: ReturnSearchOptions): AsyncGenerator<SearchEvent> {
  const { candidates, seeds, validationSeeds, progress, seed, signal, resume } = options;
  const { architecture } = options.network;
  const layers = options.layers.map((name) => architecture.layers.findIndex((layer) => layer.name === name));
  let state = firstState(options);
  const evaluate = async (network: TernaryNetwork): Promise<Evaluation> => {
    const returns = await candidates.returns(network, validationSeeds, signal);
    const average = mean(returns);
    return {
      rank: [average],
      scores: { "validation mean return": average, "validation min return": minimum(returns) },
    };
  };
  let present = await candidates.returns(state.network, seeds, signal);
  let best = mean(present);
  if (!resume) state = yield* evaluating(evaluate, state);
  let since = 0;
  while (progress(state.evaluations) < 1) {
    await nextTurn();
    if (signal?.aborted) return;
    const random = streamOf(seed, state.iterations);
    const left = 1 - progress(state.evaluations);
    const drawn = Array.from({ length: AT_ONCE }, () => change(state.network.weights, layers, random));
    const finished = await candidates.race(drawn, planOf(seeds, present, left), signal);
    const chosen = finished.findIndex((returns) => returns !== undefined);
    state = {
      ...state,
      iterations: state.iterations + 1,
      evaluations: state.evaluations + (chosen < 0 ? AT_ONCE : chosen + 1),
      accepted: state.accepted + Number(chosen >= 0),
    };
    if (chosen >= 0) {
      present = finished[chosen] ?? present;
      state = { ...state, network: { architecture, weights: drawn[chosen] } };
    }
    const average = mean(present);
    since++;
    yield {
      kind: "explored",
      layerName: "return",
      cost: -average,
      progress: Math.min(1, progress(state.evaluations)),
      evaluations: state.evaluations,
      accepted: state.accepted,
    };
    if (average > best || since >= REPORT || progress(state.evaluations) >= 1) {
      best = Math.max(best, average);
      since = 0;
      state = yield* evaluating(evaluate, state);
    }
  }
}

/** Decisions after 4, 8, 16, … episodes. */
function planOf(seeds: readonly number[], present: readonly number[], left: number): RacePlan {
  const rounds: number[] = [];
  for (let count = 4; count < seeds.length; count *= 2) rounds.push(count);
  rounds.push(seeds.length);
  const scale = SLACK * left * Math.max(1e-9, standardDeviation(present));
  return { seeds, present, rounds, slack: rounds.map((count) => scale * Math.sqrt(16 / count)) };
}

/** Share of changes that turn a sign instead of moving a weight; and of moves that turn the sign too. */
const FLIPS = 0.3;
const TURNED = 0.3;

/** A copy of the weights with one to three changes, after which each layer still has as many zeros. */
function change(weights: readonly Int8Array[], layers: readonly number[], random: Random): Int8Array[] {
  const changed = weights.map((layer) => layer.slice());
  const count = 1 + random.integers(3);
  for (let turn = 0; turn < count; turn++) {
    const layer = changed[layers[random.integers(layers.length)]];
    const from = place(layer, random, (weight) => weight !== 0);
    if (from < 0) continue;
    const isFull = !layer.includes(0);
    if (isFull || random.random() < FLIPS) {
      layer[from] = -layer[from];
      continue;
    }
    const to = place(layer, random, (weight) => weight === 0);
    layer[to] = random.random() < TURNED ? -layer[from] : layer[from];
    layer[from] = 0;
  }
  return changed;
}

/** A place whose weight passes, all equally likely; −1 where there is none. */
function place(weights: Int8Array, random: Random, passes: (weight: number) => boolean): number {
  if (!weights.some(passes)) return -1;
  for (;;) {
    const index = random.integers(weights.length);
    if (passes(weights[index])) return index;
  }
}

import type { Random } from "../../envs/random.js";
import { streamOf } from "../draws.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { mean, minimum, standardDeviation } from "../statistics.js";
import { evaluating, firstState, nextTurn, type SearchEvent, type SearchState } from "./search-state.js";

/** Runs networks in an environment; see `rollout/candidate-pool.ts`. */
export interface Candidates {
  /** Runs one network on some seeds. */
  run(network: TernaryNetwork, seeds: readonly number[], signal?: AbortSignal): Promise<Required<Run>>;
  /**
   * Races candidates: each runs on more and more of the seeds, and is given up as soon as its mean return falls below
   * the present network's on the same seeds by more than the slack for so many episodes. The first in order that is not
   * given up ends it: those behind it do not count, so that it does not matter how many run at the same time.
   * @param changed weights of each candidate, one array a layer
   * @returns what came of each that counts, in order: the last may have returns, all others were given up
   */
  race(
    changed: readonly (readonly Int8Array[])[],
    plan: RacePlan,
    signal?: AbortSignal,
  ): Promise<readonly Run[]>;
}

/** What came of a network. */
export interface Run {
  /** On each of the seeds; absent for a candidate that was given up. */
  readonly returns?: readonly number[];
  /** Steps of the environment. */
  readonly steps: number;
}

/** What candidates are measured by. */
export interface RacePlan {
  readonly seeds: readonly number[];
  /** What the present network returns on each of the seeds. */
  readonly present: readonly number[];
  /** Episodes after which a decision is made, growing; the last is all. */
  readonly rounds: readonly number[];
  /** How far a mean may fall below the present one's after each round; below 0, by how much it has to be above. */
  readonly slack: readonly number[];
}

export interface ReturnSearchOptions {
  readonly network: TernaryNetwork;
  readonly candidates: Candidates;
  /** Seeds that candidates race on: a few at first, all at the end. */
  readonly seeds: readonly number[];
  /** Other seeds, on which the best network is chosen. */
  readonly validationSeeds: readonly number[];
  /** Names of the layers that may change. */
  readonly layers: readonly string[];
  readonly seed: number;
  /** Draws a network to begin with; absent where the search begins with a network that somebody chose. */
  readonly draw?: (random: Random) => TernaryNetwork;
  /** No episode returns more: a network that does so on all seeds is the end. Default: not known. */
  readonly bound?: number;
  /** Share of the search that is over after so much work, 0 to 1. */
  readonly progress: (work: Work) => number;
  readonly resume?: SearchState;
  readonly signal?: AbortSignal;
}

/** What a search has done. */
export interface Work {
  readonly neighbours: number;
  /** Of the environment, those of validation among them. */
  readonly steps: number;
}

/** Share of the search in which networks are drawn anew, where nobody chose one. */
const DRAWN = 0.1;
/**
 * A search from a network that somebody chose begins as one from random goes on after this share: what is there is not
 * lost again.
 */
const CHOSEN = 0.75;
/** Candidates drawn from one stream of random numbers. */
const BLOCK = 8;
/** Seeds at the start. */
const FEW = 8;
/** Episodes before the first decision. */
const FIRST = 2;
/** Evaluations of the present network, spread evenly. */
const EVALUATIONS = 25;

/**
 * SENSE by reward alone, without demonstrations and without gradients. First networks are drawn at random, and the best
 * of them is kept. Then candidates differ from the present network in one to three places, race it on common seeds, and
 * the first whose mean return is not below its by more than a slack that falls to 0 takes its place (annealing by
 * allowed loss). The number of seeds grows by the same factor in equal parts of the search. The best on other seeds is
 * the result. What comes of it depends on the options alone, not on threads.
 */
export async function* searchByReturn(options: ReturnSearchOptions): AsyncGenerator<SearchEvent> {
  const { candidates, seeds, validationSeeds, seed, draw, signal, resume } = options;
  const { bound = Number.POSITIVE_INFINITY } = options;
  const { architecture } = options.network;
  const layers = options.layers.map((name) => architecture.layers.findIndex((layer) => layer.name === name));
  let state = firstState(options);
  let steps = 0;
  const progress = () => Math.min(1, options.progress({ neighbours: state.evaluations, steps }));
  const run = async (some: readonly number[]): Promise<readonly number[]> => {
    const { returns, steps: more } = await candidates.run(state.network, some, signal);
    steps += more;
    return returns;
  };
  let present: readonly number[] = [];
  async function* evaluate(): AsyncGenerator<SearchEvent, number> {
    const returns = await run(validationSeeds);
    const rank = [mean(returns)];
    const scores = { "validation mean return": rank[0], "validation min return": minimum(returns) };
    state = { ...state, byReturn: { steps, seeds: present.length } };
    state = yield* evaluating(async () => ({ rank, scores }), state);
    return rank[0];
  }

  if (resume) {
    present = await run(seeds.slice(0, resume.byReturn?.seeds));
    steps = resume.byReturn?.steps ?? steps;
  } else {
    present = await run(seeds.slice(0, draw ? FEW : seedsAt(CHOSEN, seeds.length)));
    yield* evaluate();
  }
  let evaluated = progress();
  while (progress() < 1) {
    await nextTurn();
    if (signal?.aborted) return;
    const done = progress();
    const stage = draw ? done : CHOSEN + (1 - CHOSEN) * done;
    const count = seedsAt(stage, seeds.length);
    if (count > present.length) present = [...present, ...(await run(seeds.slice(present.length, count)))];
    const random = streamOf(seed, state.iterations);
    const isDrawing = draw !== undefined && done < DRAWN;
    const drawn = Array.from({ length: BLOCK }, () =>
      isDrawing ? draw(random).weights : change(state.network.weights, layers, random),
    );
    const plan = planOf(seeds, present, isDrawing ? ABOVE : slackOf(present) * (1 - stage));
    const runs = await candidates.race(drawn, plan, signal);
    for (const { steps: more } of runs) steps += more;
    const tried = runs.length;
    const taken = runs[tried - 1].returns;
    state = { ...state, iterations: state.iterations + 1, evaluations: state.evaluations + tried };
    if (taken) {
      present = taken;
      const network = { architecture, weights: drawn[tried - 1] };
      state = { ...state, network, accepted: state.accepted + 1 };
    }
    const average = mean(present);
    yield {
      kind: "explored",
      layerName: "return",
      cost: -average,
      progress: progress(),
      evaluations: state.evaluations,
      accepted: state.accepted,
    };
    const isPerfect = taken !== undefined && average >= bound;
    if (isPerfect) present = [...present, ...(await run(seeds.slice(present.length)))];
    const mayEnd = isPerfect && mean(present) >= bound;
    if (mayEnd || progress() >= 1 || progress() - evaluated >= 1 / EVALUATIONS) {
      const validation = yield* evaluate();
      evaluated = progress();
      if (mayEnd && validation >= bound) return;
    }
  }
}

/** How many seeds count when a share of the search is over. */
function seedsAt(done: number, all: number): number {
  return all <= FEW ? all : Math.round(FEW * (all / FEW) ** done);
}

/**
 * Slack at the start, in standard deviations of the present returns over the seeds, or of their mean where there is no
 * spread.
 */
const SLACK = { spread: 0.3, mean: 0.003 };
/** The least slack: returns that are equal but for rounding are equal. */
const LEAST = 1e-9;
/** Only what is above the present network's mean return is taken. */
const ABOVE = -Number.MIN_VALUE;

const slackOf = (present: readonly number[]) =>
  Math.max(SLACK.spread * standardDeviation(present), SLACK.mean * Math.abs(mean(present)));

/** Decisions after 2, 4, 8, … episodes. @param slack for 16 episodes */
function planOf(seeds: readonly number[], present: readonly number[], slack: number): RacePlan {
  const rounds: number[] = [];
  for (let count = FIRST; count < present.length; count *= 2) rounds.push(count);
  rounds.push(present.length);
  const slackAfter = (count: number) => (slack > 0 ? Math.max(LEAST, slack * Math.sqrt(16 / count)) : slack);
  return { seeds: seeds.slice(0, present.length), present, rounds, slack: rounds.map(slackAfter) };
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

import { streamOf } from "../draws.js";
import { Neighbours } from "../kernels/neighbours.js";
import type { Layer } from "../networks/architecture.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { DataSet } from "../tasks/data-set.js";
import type { Acceptance } from "./acceptance.js";
import { isBetter, type Judge, type Judgement } from "./judgement.js";
import { nextTurn } from "./next-turn.js";
import type { Objective } from "./objective.js";
import { Search } from "./search.js";
import { Wiring } from "./wiring.js";

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
  /** Neighbours looked at in a layer before the next one has its turn, by the layer's name, where others are to be had. */
  readonly visits?: Readonly<Record<string, number>>;
  readonly seed: number;
  /** Threads that evaluate neighbours; results do not depend on it. Default 1. */
  readonly threads?: number;
  /** Share of the climb that is over after so many neighbours, 0 to 1. */
  readonly progress: (evaluations: number) => number;
  /** Scores the network after each round through the layers. */
  readonly judge: Judge;
  /** Where an earlier climb with the same options was; it goes on from there as if it had never stopped. */
  readonly resume?: ClimbState;
  readonly signal?: AbortSignal;
}

/** All that a climb depends on between two rounds. */
export interface ClimbState {
  readonly network: TernaryNetwork;
  /** Visits of layers, since the start. */
  readonly visits: number;
  /** Neighbours looked at, since the start. */
  readonly evaluations: number;
  /** Swaps carried out, since the start. */
  readonly accepted: number;
  /** What the best network was worth. */
  readonly best?: Judgement;
  /** What a search by surveys knows of its half moves (`HalfMoves`), for each layer. */
  readonly halfMoves?: readonly Float32Array[];
}

/** What happens on the way up, in order. The first event judges the start. */
export type ClimbEvent = Explored | Judged;

export interface Explored {
  readonly kind: "explored";
  readonly layerName: string;
  /** Mean cost of the present network over what is fitted to. */
  readonly cost: number;
  /** Share of the climb that is over, 0 to 1. */
  readonly progress: number;
  /** Neighbours looked at, and swaps carried out, since the start. */
  readonly evaluations: number;
  readonly accepted: number;
}

export interface Judged {
  readonly kind: "judged";
  readonly judgement: Judgement;
  /** Whether this is the best network so far. */
  readonly best: boolean;
  /** The present network, and how to go on from it. */
  readonly state: ClimbState;
}

/**
 * Neighbours looked at in a layer before the next layer has its turn. A convolution's cost more time, and in the first
 * layer, on which everything depends, hardly any is good.
 */
const VISIT = { dense: 4096, conv: 512 } as const;
const FIRST_LAYER_VISIT = 64;

/** Milliseconds after which a signal is let through. */
const TURN = 200;

const usualVisit = (index: number, { kind }: Layer) => (index === 0 ? FIRST_LAYER_VISIT : VISIT[kind]);

/**
 * Climbs from a network by bit swaps alone, no gradients (paper sections 4.2 to 4.4), and judges on the way. Reading
 * stops the climb: what was judged best is the result.
 */
export async function* climb(options: ClimbOptions): AsyncGenerator<ClimbEvent> {
  const { data, judge, signal, progress, seed, resume, threads } = options;
  let state = resume ?? { network: options.network, visits: 0, evaluations: 0, accepted: 0 };
  const { layers } = state.network.architecture;
  const neighbours = await Neighbours.create(state.network, data.images, data.count, { threads });
  const judged = async (): Promise<Judged> => {
    const judgement = await judge(state.network, state.best);
    const best = isBetter(judgement, state.best);
    if (best) state = { ...state, best: judgement };
    return { kind: "judged", judgement, best, state };
  };
  try {
    const search = new Search({ ...options, neighbours });
    if (!resume) yield await judged();
    const round = options.layers
      .map((name) => layers.findIndex((layer) => layer.name === name))
      .filter((layer) => Wiring.canSwap(state.network.weights[layer]));
    while (round.length > 0 && progress(state.evaluations) < 1) {
      for (const layer of round) {
        const { visits, evaluations, accepted } = state;
        const steps = search.exploring({
          layer,
          evaluations: options.visits?.[layers[layer].name] ?? usualVisit(layer, layers[layer]),
          progress: (done) => progress(evaluations + done),
          random: streamOf(seed, visits),
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
          visits: visits + 1,
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
        // What was not judged is left to whoever resumes, so that the end is the same as without a stop.
        if (signal?.aborted) return;
      }
      state = { ...state, network: neighbours.network() };
      yield await judged();
    }
  } finally {
    neighbours.close();
  }
}

import type { DataSet } from "../../../data/data-set.js";
import { Inference } from "../../../kernels/inference.js";
import type { PolicyFile } from "../../../networks/policy.js";
import type { Objective } from "../../../sense/objective.js";
import { LiveSearch } from "./live-search.js";
import type { LiveEvent } from "./messages.js";

/** Milliseconds between two looks at the family and at the net. */
const FAMILY_INTERVAL = 500;
const NETWORK_INTERVAL = 500;

export interface SearchLoopOptions {
  /** Seed of the search. */
  readonly seed: number;
  /** Where the climb starts. */
  readonly start: PolicyFile;
  /** What it learns from, and what is made small on it. */
  readonly examples: DataSet;
  readonly objective: Objective;
  /** What the agreement is measured on, and how: 0 to 1. */
  readonly heldOut: DataSet;
  readonly agreement: (logits: Int32Array, outputDivisor: number) => number;
  /** Milliseconds of an iteration: see `LiveSearch`. */
  readonly iteration?: number;
  /** @param moved what may be handed over instead of copied */
  readonly tell: (event: LiveEvent, moved?: readonly ArrayBufferView<ArrayBuffer>[]) => void;
  /** Called between two iterations: lets others have their turn. @returns whether the search goes on */
  readonly turn: () => Promise<boolean>;
}

/** Climbs until it is told to stop, and tells what happens. */
export async function searchLive(options: SearchLoopOptions): Promise<void> {
  const { seed, start, examples, objective, heldOut, agreement, iteration, tell, turn } = options;
  const evaluator = await Inference.create(start.network);
  const climb = await LiveSearch.create({ network: start.network, examples, objective, seed, iteration });
  const showNetwork = () => {
    const weights = climb.network().weights as Int8Array<ArrayBuffer>[];
    evaluator.setWeights(weights);
    const logits = evaluator.logits(heldOut.images, heldOut.count);
    const { outputDivisor } = climb;
    tell({ kind: "network", weights, outputDivisor, agreement: agreement(logits, outputDivisor) }, weights);
  };
  let seconds = 0;
  let familyDue = 0;
  let networkDue = 0;
  try {
    do {
      const began = performance.now();
      const done = climb.iteration();
      seconds += (performance.now() - began) / 1000;
      tell({ kind: "iteration", seconds, ...done });
      if (began >= networkDue) {
        showNetwork();
        networkDue = performance.now() + NETWORK_INTERVAL;
      }
      if (began >= familyDue) {
        tell({ kind: "family", ...climb.family() });
        familyDue = performance.now() + FAMILY_INTERVAL;
      }
    } while (await turn());
  } finally {
    climb.close();
    evaluator.close();
  }
}

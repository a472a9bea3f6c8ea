import type { Random } from "../../envs/random.js";
import type { Neighbours } from "../kernels/neighbours.js";
import { liveUnits } from "../networks/live-units.js";
import type { Swap } from "../networks/ternary-network.js";
import type { Acceptance } from "./acceptance.js";
import type { Objective } from "./objective.js";
import { type Candidate, Race, type Survivor } from "./race.js";
import { type Draw, Wiring } from "./wiring.js";

export interface SearchOptions {
  /** The network over the images to fit. */
  readonly neighbours: Neighbours;
  readonly objective: Objective;
  readonly acceptance: Acceptance;
  /** First neighbours in a family; the best of them is taken if it is good enough (paper Algorithm 2: n_k). */
  readonly family: number;
}

/** A look around in one layer. */
export interface Iteration {
  readonly layer: number;
  /** About how many neighbours to look at. */
  readonly evaluations: number;
  /** Share of the whole search that is over after so many of them; the iteration ends at 1. */
  readonly progress: (evaluations: number) => number;
  readonly random: Random;
}

/** What came of looking around in one layer. */
export interface Exploration {
  readonly layer: number;
  /** Neighbours looked at. */
  readonly evaluations: number;
  /** Swaps that were carried out. */
  readonly accepted: number;
  /** Mean cost of the present network over the images to fit. */
  readonly cost: number;
}

interface DrawnCandidate extends Candidate, Draw {
  readonly swap: Swap;
}

/** The most neighbours that race at once when the first that is good enough is taken. */
const MOST_AT_ONCE = 64;

/** SENSE: stochastic search and succeed (paper Algorithm 2). Counts of −1, 0 and +1 stay as they are in each layer. */
export class Search {
  readonly #options: SearchOptions;
  readonly #race: Race;
  /** Neighbours that race at once: about as many as it takes to find a good one. */
  #atOnce = 1;

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#race = new Race(options.neighbours, options.objective);
  }

  /**
   * Looks at neighbours in one layer, and moves on whenever one is good enough. What comes of it depends on the network
   * and the iteration alone, not on iterations before.
   */
  explore(iteration: Iteration): Exploration {
    const steps = this.exploring(iteration);
    for (;;) {
      const { done, value } = steps.next();
      if (done) return value;
    }
  }

  /** The same in small steps, for those who have other things to look after in between. */
  *exploring({ layer, evaluations, progress, random }: Iteration): Generator<void, Exploration> {
    const { neighbours, family } = this.#options;
    const network = neighbours.network();
    const wiring = new Wiring(layer, network.weights[layer], liveUnits(network)[layer]);
    this.#race.restart(random.random());
    this.#atOnce = 1;
    let done = 0;
    let accepted = 0;
    while (done < evaluations) {
      yield;
      const now = progress(done);
      if (now >= 1) break;
      const candidates = this.#draw(wiring, family > 1 ? family : this.#atOnce, now, random);
      const chosen = family > 1 ? this.#best(candidates) : this.#first(candidates);
      done += family > 1 || !chosen ? candidates.length : candidates.indexOf(chosen.candidate) + 1;
      if (!chosen) continue;
      wiring.apply(chosen.candidate);
      this.#race.accept(chosen);
      accepted++;
    }
    return { layer, evaluations: done, accepted, cost: this.#race.cost };
  }

  #draw(wiring: Wiring, count: number, progress: number, random: Random): DrawnCandidate[] {
    const { acceptance } = this.#options;
    return Array.from({ length: count }, () => ({
      ...wiring.draw(random),
      tolerance: acceptance.tolerance(progress, random),
    }));
  }

  /** The first that is good enough. Those behind it have raced in vain, so few race where good ones are frequent. */
  #first(candidates: readonly DrawnCandidate[]): Survivor<DrawnCandidate> | undefined {
    const { value } = this.#race.run(candidates).next();
    this.#atOnce = value ? candidates.indexOf(value.candidate) + 1 : Math.min(2 * this.#atOnce, MOST_AT_ONCE);
    return value ?? undefined;
  }

  #best(candidates: readonly DrawnCandidate[]): Survivor<DrawnCandidate> | undefined {
    let best: Survivor<DrawnCandidate> | undefined;
    for (const survivor of this.#race.run(candidates)) {
      if (!best || survivor.change < best.change) best = survivor;
    }
    return best;
  }
}

import type { Random } from "../../envs/random.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import type { Acceptance } from "./acceptance.js";
import type { Objective } from "./objective.js";
import { type Finish, type Neighbourhood, Race } from "./race.js";
import { type Draw, Wiring } from "./wiring.js";

export interface SearchOptions {
  /** Where the search starts; not changed. */
  readonly network: TernaryNetwork;
  /** The same network over the pictures to fit. */
  readonly neighbourhood: Neighbourhood;
  readonly objective: Objective;
  readonly acceptance: Acceptance;
  /** First neighbours in a family; the best of them is taken if it is good enough (paper Algorithm 2: n_k). */
  readonly family: number;
  readonly random: Random;
}

/** What came of looking around in one layer. */
export interface Exploration {
  readonly layer: number;
  /** Neighbours looked at. */
  readonly evaluations: number;
  /** Swaps that were carried out. */
  readonly accepted: number;
  /** Mean cost of the present network over the pictures to fit. */
  readonly cost: number;
}

/** Ranges of pictures that begin at multiples of this are cheapest to evaluate. */
const BLOCK = 16;

/** SENSE: stochastic search and succeed (paper Algorithm 2). Counts of −1, 0 and +1 stay as they are in each layer. */
export class Search {
  readonly #options: SearchOptions;
  readonly #race: Race;
  readonly #wirings: readonly Wiring[];

  constructor(options: SearchOptions) {
    this.#options = options;
    this.#wirings = options.network.weights.map((weights, layer) => new Wiring(layer, weights));
    this.#race = new Race(options.neighbourhood, options.objective);
  }

  /** Layers in which something can be swapped. */
  get layers(): number[] {
    return [...this.#wirings.keys()].filter((layer) => this.#wirings[layer].canSwap);
  }

  /**
   * Looks at `families` families of neighbours in one layer, and moves on to the best of each that is acceptable.
   * @param progress share of the whole search that is over, 0 to 1
   */
  explore(layer: number, families: number, progress: number): Exploration {
    const { neighbourhood, objective, acceptance, family, random } = this.#options;
    objective.refit?.(neighbourhood.logits);
    this.#race.restart(BLOCK * random.integers(Math.ceil(neighbourhood.count / BLOCK)));
    let accepted = 0;
    for (let count = 0; count < families; count++) {
      const best = this.#bestOf(family, layer, acceptance.tolerance(progress, random));
      if (!best) continue;
      this.#wirings[layer].apply(best.draw);
      neighbourhood.commit(best.draw.swap);
      this.#race.accept(best.finish);
      accepted++;
    }
    return { layer, evaluations: families * family, accepted, cost: this.#race.cost };
  }

  #bestOf(family: number, layer: number, tolerance: number) {
    let best: { draw: Draw; finish: Finish } | undefined;
    for (let count = 0; count < family; count++) {
      const draw = this.#wirings[layer].draw(this.#options.random);
      const finish = this.#race.run(draw.swap, best?.finish.change ?? tolerance);
      if (finish) best = { draw, finish };
    }
    return best;
  }
}

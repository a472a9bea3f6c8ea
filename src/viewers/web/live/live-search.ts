import type { DataSet } from "../../../data/data-set.js";
import { streamOf } from "../../../draws.js";
import { Neighbours } from "../../../kernels/neighbours.js";
import type { TernaryNetwork } from "../../../networks/ternary-network.js";
import { greedy } from "../../../sense/acceptance.js";
import type { Objective } from "../../../sense/objective.js";
import { Search } from "../../../sense/search.js";
import { Wiring } from "../../../sense/wiring.js";

export interface LiveSearchOptions {
  /** Where the climb starts. */
  readonly network: TernaryNetwork;
  /** What it learns from. */
  readonly examples: DataSet;
  /** What is made small on them. */
  readonly objective: Objective;
  readonly seed: number;
  /** Milliseconds of an iteration, in any layer. Default: long enough for a large network. */
  readonly iteration?: number;
}

/** What came of a look around in one layer. */
export interface Iteration {
  readonly layer: number;
  /** Mean imitation loss over the demonstrations. */
  readonly cost: number;
  /** Neighbours looked at, and swaps made, in this iteration. */
  readonly evaluations: number;
  readonly accepted: number;
}

/** A sample of the present network's first neighbours in one layer. */
export interface Family {
  readonly layer: number;
  /** By how much each changes the mean cost. */
  readonly changes: Float32Array<ArrayBuffer>;
}

/** More than are looked at in one iteration. */
const NO_END = 1e9;

/** Milliseconds of an iteration. The last layer has few places, and each is soon found out. */
const ITERATION = 80;
const SHORT_ITERATION = 25;

/** Neighbours and frames that show what a family looks like. */
const FAMILY = 256;
const FAMILY_FRAMES = 256;

/** The generators of families are other ones than those of iterations. */
const FAMILY_STREAM = 2 ** 31;

/** SENSE in short iterations, for those who watch: between two of them the network can be looked at. */
export class LiveSearch {
  readonly #neighbours: Neighbours;
  readonly #objective: Objective;
  readonly #search: Search;
  readonly #seed: number;
  readonly #iteration: number | undefined;
  /** The layers in the order of their iterations. */
  readonly #round: readonly number[];
  #iterations = 0;

  private constructor(
    neighbours: Neighbours,
    objective: Objective,
    { network, seed, iteration }: LiveSearchOptions,
  ) {
    this.#iteration = iteration;
    this.#neighbours = neighbours;
    this.#objective = objective;
    this.#search = new Search({ neighbours, objective, acceptance: greedy, family: 1 });
    this.#seed = seed;
    this.#round = round(network);
  }

  static async create(options: LiveSearchOptions): Promise<LiveSearch> {
    const { network, examples, objective } = options;
    return new LiveSearch(
      await Neighbours.create(network, examples.images, examples.count),
      objective,
      options,
    );
  }

  /** Looks around in the next layer, for a moment. */
  iteration(): Iteration {
    const layer = this.#round[this.#iterations % this.#round.length];
    const random = streamOf(this.#seed, this.#iterations++);
    const isLast = layer === this.#neighbours.architecture.layers.length - 1;
    const end = performance.now() + (this.#iteration ?? (isLast ? SHORT_ITERATION : ITERATION));
    const progress = () => (performance.now() < end ? 0 : 1);
    return this.#search.explore({ layer, evaluations: NO_END, progress, random });
  }

  /** Looks at neighbours in the layer of the last iteration. */
  family(): Family {
    const layer = this.#round[(this.#iterations - 1) % this.#round.length];
    const random = streamOf(this.#seed, FAMILY_STREAM + this.#iterations);
    const wiring = new Wiring(layer, this.#neighbours.network().weights[layer]);
    const swaps = Array.from({ length: FAMILY }, () => wiring.draw(random).swap);
    const frames = Math.min(FAMILY_FRAMES, this.#neighbours.count);
    const { cost } = this.#objective;
    const present = this.#neighbours.cost(cost, 0, frames);
    const costs = this.#neighbours.costs(swaps, cost, 0, frames);
    return { layer, changes: Float32Array.from(costs, (sum) => (sum - present) / frames) };
  }

  get outputDivisor(): number {
    return this.#objective.outputDivisor ?? 1;
  }

  /** A copy of the present network. */
  network(): TernaryNetwork {
    return this.#neighbours.network();
  }

  close(): void {
    this.#neighbours.close();
  }
}

/**
 * Dense layers twice for each convolution, from the last to the first, without a first convolution: hardly any of its
 * swaps is good, and each costs a whole forward pass.
 */
function round({ architecture, weights }: TernaryNetwork): number[] {
  const layers = [...architecture.layers.entries()]
    .slice(architecture.layers[0].kind === "conv" ? 1 : 0)
    .filter(([index]) => Wiring.canSwap(weights[index]))
    .reverse();
  const dense = layers.filter(([, { kind }]) => kind === "dense");
  return [...dense, ...layers].map(([index]) => index);
}

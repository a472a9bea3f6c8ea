import { hasPlateaus } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import type { Swap } from "../networks/ternary-network.js";
import type { Objective } from "./objective.js";

/** Images looked at before the first decision; every later round has three times as many as the one before. */
const FIRST_HEAT = 256;
const GROWTH = 3;

/** Ranges of images that begin at multiples of this are cheapest. */
const BLOCK = 16;

/** A neighbour that takes part. */
export interface Candidate {
  readonly swap: Swap;
  /** The largest change of the mean cost with which it is still of interest. */
  readonly tolerance: number;
}

/** A neighbour that was compared on all images. */
export interface Survivor<R extends Candidate> {
  readonly candidate: R;
  /** How much the swap changes the mean cost: at most the candidate's tolerance. */
  readonly change: number;
  /** Its summed cost in each round. */
  readonly costs: readonly number[];
}

/**
 * Compares neighbours with the present network on more and more images, and drops each as soon as it is too far
 * behind. Who finishes has been compared on all images, so what is accepted is exact.
 */
export class Race {
  readonly #neighbours: Neighbours;
  readonly #objective: Objective;
  #rounds: readonly (readonly Range[])[] = [];
  #costs: readonly number[] = [];

  constructor(neighbours: Neighbours, objective: Objective) {
    this.#neighbours = neighbours;
    this.#objective = objective;
    neighbours.setTargets(objective.targets);
    this.restart(0);
  }

  /** The present network's mean cost. */
  get cost(): number {
    return this.#costs.reduce((sum, cost) => sum + cost, 0) / this.#neighbours.count;
  }

  /**
   * Fits the objective's scale and takes the present network's costs anew.
   * @param place share of the images after which rounds begin, 0 to below 1. Another choice now and then keeps the
   * search from fitting the first round.
   */
  restart(place: number): void {
    const { count } = this.#neighbours;
    this.#objective.refit?.(this.#neighbours);
    this.#rounds = rounds(count, Math.floor(place * Math.ceil(count / BLOCK)));
    this.#costs = this.#rounds.map((ranges) => this.#measure([[]], ranges)[0]);
  }

  /**
   * Lets neighbours race. Yields those that finish, in the order of the candidates, as soon as they do. A neighbour
   * that says the same as the present network is left out: it would cost much to carry out, and nothing would come of
   * it.
   */
  *run<R extends Candidate>(candidates: readonly R[]): Generator<Survivor<R>> {
    const [first, ...others] = this.#rounds;
    const canDrift = hasPlateaus(this.#objective.cost);
    const firstCosts = this.#measure(
      candidates.map(({ swap }) => swap),
      first,
    );
    for (const [index, candidate] of candidates.entries()) {
      const limit = candidate.tolerance * this.#neighbours.count;
      const costs = [firstCosts[index]];
      let change = firstCosts[index] - this.#costs[0];
      if (change === 0 && !canDrift) continue;
      for (const ranges of others) {
        if (change > limit) break;
        const [cost] = this.#measure([candidate.swap], ranges);
        change += cost - this.#costs[costs.length];
        costs.push(cost);
      }
      if (change <= limit) yield { candidate, change: change / this.#neighbours.count, costs };
    }
  }

  /** The neighbour becomes the present network. */
  accept({ candidate, costs }: Survivor<Candidate>): void {
    this.#neighbours.commit(candidate.swap);
    this.#costs = costs;
  }

  #measure(neighbours: readonly (Swap | [])[], ranges: readonly Range[]): number[] {
    const sums = new Array<number>(neighbours.length).fill(0);
    for (const [start, end] of ranges) {
      const costs = this.#neighbours.costs(neighbours, this.#objective.cost, start, end);
      for (const [index, cost] of costs.entries()) sums[index] += cost;
    }
    return sums;
  }
}

type Range = readonly [start: number, end: number];

/**
 * All images from block `first` on and round again, in rounds that grow. Rounds consist of whole blocks (the last one
 * may hold fewer images), also where they begin again at image 0.
 */
function rounds(count: number, first: number): Range[][] {
  const blocks = Math.ceil(count / BLOCK);
  const range = (start: number, end: number): Range => [start * BLOCK, Math.min(end * BLOCK, count)];
  const result: Range[][] = [];
  let size = FIRST_HEAT / BLOCK;
  for (let begun = 0; begun < blocks; size *= GROWTH) {
    const start = (first + begun) % blocks;
    const some = Math.min(size, blocks - begun);
    const end = Math.min(start + some, blocks);
    begun += some;
    const ranges = [range(start, end)];
    if (end - start < some) ranges.push(range(0, some - (end - start)));
    result.push(ranges);
  }
  return result;
}

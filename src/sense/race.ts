import type { Swap } from "../networks/ternary-network.js";
import type { Objective } from "./objective.js";

/** The present network's neighbours over a fixed set of pictures: exact logits after one bit swap. */
export interface Neighbourhood {
  /** Pictures. */
  readonly count: number;
  /** The present network's logits, count × outputs. */
  readonly logits: Int32Array;
  /** Logits of pictures `start` to `end` after the swap. Valid until the next call. */
  evaluate(swap: Swap, start: number, end: number): Int32Array;
  /** Carries out the swap. */
  commit(swap: Swap): void;
}

/** Pictures looked at before the first decision. */
const FIRST_HEAT = 256;
const GROWTH = 3;

/**
 * Compares neighbours with the present network on more and more pictures, and drops a neighbour as soon as it is
 * behind. A neighbour that is not dropped has been compared on all pictures, so what is accepted is exact.
 */
export class Race {
  readonly #neighbourhood: Neighbourhood;
  readonly #objective: Objective;
  #ranges: readonly (readonly Range[])[] = [];
  #costs: readonly number[] = [];

  constructor(neighbourhood: Neighbourhood, objective: Objective) {
    this.#neighbourhood = neighbourhood;
    this.#objective = objective;
    this.restart(0);
  }

  /** The present network's mean cost. */
  get cost(): number {
    return this.#costs.reduce((sum, cost) => sum + cost, 0) / this.#neighbourhood.count;
  }

  /**
   * Begins the heats at another picture. Done now and then, it keeps the search from fitting the first heat.
   * Takes the present network's costs anew, as is due after a refit.
   */
  restart(first: number): void {
    this.#ranges = heats(this.#neighbourhood.count, first);
    const { count, logits } = this.#neighbourhood;
    const outputs = logits.length / count;
    this.#costs = this.#ranges.map((ranges) =>
      ranges.reduce((sum, [start, end]) => {
        return sum + this.#objective.total(logits.subarray(start * outputs, end * outputs), start, end);
      }, 0),
    );
  }

  /**
   * Lets a neighbour race.
   * @param tolerance the largest change of the mean cost that is of interest
   * @returns undefined when it was dropped, or is worse than the tolerance
   */
  run(swap: Swap, tolerance: number): Finish | undefined {
    const { count } = this.#neighbourhood;
    const costs: number[] = [];
    let change = 0;
    for (const [heat, ranges] of this.#ranges.entries()) {
      let cost = 0;
      for (const [start, end] of ranges) {
        cost += this.#objective.total(this.#neighbourhood.evaluate(swap, start, end), start, end);
      }
      costs.push(cost);
      change += cost - this.#costs[heat];
      if (change > tolerance * count) return undefined;
    }
    return { change: change / count, costs };
  }

  /** The neighbour becomes the present network. */
  accept({ costs }: Finish): void {
    this.#costs = costs;
  }
}

/** A neighbour compared on all pictures. */
export interface Finish {
  /** How much the swap changes the mean cost. */
  readonly change: number;
  /** Its summed cost in each heat. */
  readonly costs: readonly number[];
}

type Range = readonly [start: number, end: number];

/** All pictures from `first` on and round again, in heats that grow. */
function heats(count: number, first: number): Range[][] {
  const result: Range[][] = [];
  let size = FIRST_HEAT;
  for (let begun = 0; begun < count; size *= GROWTH) {
    const start = (first + begun) % count;
    const pictures = Math.min(size, count - begun);
    const end = Math.min(start + pictures, count);
    begun += pictures;
    result.push(
      end - start === pictures
        ? [[start, end]]
        : [
            [start, end],
            [0, pictures - (end - start)],
          ],
    );
  }
  return result;
}

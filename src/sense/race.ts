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
  #heats: readonly Heat[] = [];

  constructor(neighbourhood: Neighbourhood, objective: Objective) {
    this.#neighbourhood = neighbourhood;
    this.#objective = objective;
    this.restart(0);
  }

  /** The present network's mean cost. */
  get cost(): number {
    return this.#heats.reduce((sum, { cost }) => sum + cost, 0) / this.#neighbourhood.count;
  }

  /**
   * Takes the present network's costs anew, after a commit or a refit.
   * @param first the picture at which heats begin; another choice now and then keeps the search from fitting the first
   * heat
   */
  restart(first: number): void {
    const { count, logits } = this.#neighbourhood;
    const outputs = logits.length / count;
    this.#heats = heats(count, first).map((ranges) => ({
      ranges,
      cost: ranges.reduce((sum, [start, end]) => {
        return sum + this.#objective.total(logits.subarray(start * outputs, end * outputs), start, end);
      }, 0),
    }));
  }

  /**
   * How much the swap changes the mean cost over all pictures.
   * @param tolerance the largest change of interest
   * @returns undefined when the neighbour was dropped, or is worse than the tolerance
   */
  run(swap: Swap, tolerance: number): number | undefined {
    const { count } = this.#neighbourhood;
    let change = 0;
    for (const heat of this.#heats) {
      for (const [start, end] of heat.ranges) {
        change += this.#objective.total(this.#neighbourhood.evaluate(swap, start, end), start, end);
      }
      change -= heat.cost;
      if (change > tolerance * count) return undefined;
    }
    return change / count;
  }
}

type Range = readonly [start: number, end: number];

interface Heat {
  readonly ranges: readonly Range[];
  /** The present network's summed cost. */
  readonly cost: number;
}

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

import type { Random } from "../../envs/random.js";
import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import type { Swap } from "../networks/ternary-network.js";

/**
 * What is known of one layer's half moves: how much the mean cost changes for each weight that becomes larger or smaller
 * by 1. A swap takes a weight from one place and puts it in another, so it is two half moves, and a list as long as the
 * layer ranks all its swaps. Every entry is a moving average over measurements on different pictures: each for itself knows
 * too few.
 */
export class HalfMoves {
  /** Change of the mean cost for a weight larger by 1; with the other sign for one smaller by 1. */
  readonly slopes: Float32Array;
  readonly #layer: number;
  readonly #memory: number;

  /**
   * @param slopes what is known already, followed
   * @param memory share that an entry keeps at a measurement, 0 to below 1. Entries begin at 0 and grow: what was measured
   * seldom counts little.
   */
  constructor(layer: number, slopes: Float32Array, memory: number) {
    this.#layer = layer;
    this.slopes = slopes;
    this.#memory = memory;
  }

  /**
   * Measures a share of the places on the pictures `start` to `end` of `neighbours`: an occupied place without its weight,
   * an empty one with +1 or −1, drawn.
   * @returns how many half moves were measured
   */
  measure(
    neighbours: Neighbours,
    weights: Int8Array,
    cost: Cost,
    share: number,
    pictures: number,
    random: Random,
  ): number {
    const places: number[] = [];
    const steps: number[] = [];
    for (let place = 0; place < weights.length; place++) {
      if (share < 1 && random.random() >= share) continue;
      places.push(place);
      steps.push(weights[place] !== 0 ? -weights[place]! : random.random() < 0.5 ? 1 : -1);
    }
    const changes = neighbours.halfMoves(this.#layer, places, steps, cost, 0, pictures);
    for (const [index, place] of places.entries()) {
      const slope = (changes[index]! / pictures) * steps[index]!;
      this.slopes[place] = this.slopes[place]! + (1 - this.#memory) * (slope - this.slopes[place]!);
    }
    return places.length;
  }

  /**
   * The `count` swaps that promise most, best first; fewer where fewer promise anything. They share no place, and a weight
   * keeps its sign.
   */
  best(weights: Int8Array, count: number): Swap[] {
    const pairs = [1, -1].flatMap((sign) => {
      const change = (place: number) => sign * this.slopes[place]!;
      const removals = lowest(weights, sign, (place) => -change(place), count);
      const additions = lowest(weights, 0, change, count).filter((place) => change(place) < 0);
      return additions.slice(0, removals.length).map((to, rank) => {
        const from = removals[rank]!;
        return { from, to, change: change(to) - change(from) };
      });
    });
    return pairs
      .filter(({ change }) => change < 0)
      .sort((a, b) => a.change - b.change)
      .slice(0, count)
      .map(({ from, to }) => ({ layer: this.#layer, from, to }));
  }
}

/** The `count` places that hold `weight` and have the lowest value, in this order. */
function lowest(
  weights: Int8Array,
  weight: number,
  value: (place: number) => number,
  count: number,
): number[] {
  const places: number[] = [];
  for (let place = 0; place < weights.length; place++) if (weights[place] === weight) places.push(place);
  return places.sort((a, b) => value(a) - value(b)).slice(0, count);
}

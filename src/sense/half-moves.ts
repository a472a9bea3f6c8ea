import type { Random } from "../../envs/random.js";
import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import type { Swap } from "../networks/ternary-network.js";

/** What to measure. */
export interface Measurement {
  readonly neighbours: Neighbours;
  readonly cost: Cost;
  /** On the first so many pictures. */
  readonly pictures: number;
  /** Share of all places, drawn: 0 to 1. */
  readonly share: number;
  /** And so many of those places that promise most, whose half moves are worth knowing well. */
  readonly contenders: number;
  /** Weight of what is measured against what was known, above 0 to 1. */
  readonly weight: number;
}

/**
 * What is known of one layer's half moves: how much the mean cost changes for each weight that becomes larger or smaller
 * by 1. A swap takes a weight from one place and puts it in another, so it is two half moves, and a list as long as the
 * layer ranks all its swaps. Every entry is a moving average over measurements on different pictures: each for itself
 * knows too few.
 */
export class HalfMoves {
  /**
   * Change of the mean cost for a weight larger by 1; with the other sign for one smaller by 1. Entries begin at 0, so what
   * was measured seldom counts little.
   */
  readonly slopes: Float32Array;
  readonly #layer: number;

  /** @param slopes what is known already, followed */
  constructor(layer: number, slopes: Float32Array) {
    this.#layer = layer;
    this.slopes = slopes;
  }

  /**
   * Measures half moves: an occupied place loses its weight, an empty one gets +1 or −1, drawn, or for a contender the
   * sign that promises more.
   * @returns how many were measured
   */
  measure(
    weights: Int8Array,
    { neighbours, cost, pictures, share, contenders, weight }: Measurement,
    random: Random,
  ) {
    const steps = new Int8Array(weights.length);
    for (let place = 0; place < weights.length; place++) {
      if (share < 1 && random.random() >= share) continue;
      steps[place] = -weights[place]! || (random.random() < 0.5 ? 1 : -1);
    }
    if (share < 1) {
      for (const { from, to } of this.best(weights, contenders / 2)) {
        steps[from] = -weights[from]!;
        steps[to] = weights[from]!;
      }
    }
    const places = Uint32Array.from(steps.keys()).filter((place) => steps[place] !== 0);
    const chosen = Int8Array.from(places, (place) => steps[place]!);
    const changes = neighbours.halfMoves(this.#layer, places, chosen, cost, 0, pictures);
    for (const [index, place] of places.entries()) {
      const slope = (changes[index]! / pictures) * chosen[index]!;
      this.slopes[place] = this.slopes[place]! + weight * (slope - this.slopes[place]!);
    }
    return places.length;
  }

  /**
   * The `count` swaps that promise most, best first; fewer where fewer promise anything. They share no place, and a weight
   * keeps its sign.
   */
  best(weights: Int8Array, count: number): Swap[] {
    const pairs = [1, -1].flatMap((sign) => {
      const removals = this.#lowest(weights, sign, -sign, count);
      const additions = this.#lowest(weights, 0, sign, count).filter(
        (place) => sign * this.slopes[place]! < 0,
      );
      return Array.from(additions.slice(0, removals.length), (to, rank) => {
        const from = removals[rank]!;
        return { from, to, change: sign * (this.slopes[to]! - this.slopes[from]!) };
      });
    });
    return pairs
      .filter(({ change }) => change < 0)
      .sort((a, b) => a.change - b.change)
      .slice(0, count)
      .map(({ from, to }) => ({ layer: this.#layer, from, to }));
  }

  /** The `count` places that hold `weight` with the lowest `step` · slope, in this order. */
  #lowest(weights: Int8Array, weight: number, step: number, count: number): number[] {
    const { slopes } = this;
    const values = new Float32Array(weights.length);
    let found = 0;
    for (let place = 0; place < weights.length; place++) {
      if (weights[place] === weight) values[found++] = step * slopes[place]!;
    }
    // Sorting numbers is quick, sorting by a function is not: so only few places are sorted.
    const sorted = values.subarray(0, found).sort();
    const last = sorted[Math.min(count, found) - 1] ?? Number.NEGATIVE_INFINITY;
    const places: number[] = [];
    for (let place = 0; place < weights.length; place++) {
      if (weights[place] === weight && step * slopes[place]! <= last) places.push(place);
    }
    return places.sort((a, b) => step * (slopes[a]! - slopes[b]!)).slice(0, count);
  }
}

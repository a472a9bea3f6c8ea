import type { Random } from "../../envs/random.js";
import type { Cost } from "../kernels/costs.js";
import type { Neighbours } from "../kernels/neighbours.js";
import type { Swap } from "../networks/ternary-network.js";

/** What to measure. */
export interface Measurement {
  readonly neighbours: Neighbours;
  readonly cost: Cost;
  /** On the first so many images. */
  readonly examples: number;
  /** Share of all places, drawn: 0 to 1. */
  readonly share: number;
  /** And so many of those places that promise most, whose single-weight changes are worth knowing well. */
  readonly candidates: number;
  /** Weight of what is measured against what was known, above 0 to 1. */
  readonly weight: number;
}

/**
 * What is known of one layer's single-weight changes: how much the mean cost changes when one weight becomes larger or
 * smaller by 1. A swap takes a weight from one place and puts it in another, so it is two single-weight changes, and a
 * list as long as the layer ranks all its swaps. Every entry is a moving average over measurements on different images:
 * each for itself knows too few.
 */
export class SingleWeightChanges {
  /**
   * Change of the mean cost for each place's weight + 1, then for each place's weight − 1. Entries begin at 0, so what
   * was measured seldom counts little.
   */
  readonly changes: Float32Array;
  readonly #layer: number;

  /** @param changes what is known already, followed */
  constructor(layer: number, changes: Float32Array) {
    this.#layer = layer;
    this.changes = changes;
  }

  /**
   * Measures single-weight changes: an occupied place loses its weight; an empty one gets +1 or −1, drawn, or both
   * where all places are measured, or for a candidate the sign that promises more.
   * @returns how many were measured
   */
  measure(
    weights: Int8Array,
    { neighbours, cost, examples, share, candidates, weight }: Measurement,
    random: Random,
  ) {
    const isMeasured = new Uint8Array(this.changes.length);
    for (let place = 0; place < weights.length; place++) {
      if (share < 1 && random.random() >= share) continue;
      if (weights[place] !== 0) isMeasured[this.#entry(place, -weights[place])] = 1;
      else if (share < 1) isMeasured[this.#entry(place, random.random() < 0.5 ? 1 : -1)] = 1;
      else isMeasured[this.#entry(place, 1)] = isMeasured[this.#entry(place, -1)] = 1;
    }
    if (share < 1) {
      for (const { from, to } of this.best(weights, candidates / 2)) {
        isMeasured[this.#entry(from, -weights[from])] = 1;
        isMeasured[this.#entry(to, weights[from])] = 1;
      }
    }
    const entries = Uint32Array.from(isMeasured.keys()).filter((entry) => isMeasured[entry] === 1);
    const places = entries.map((entry) => entry % weights.length);
    const steps = Int8Array.from(entries, (entry) => (entry < weights.length ? 1 : -1));
    const costs = neighbours.singleWeightChanges(this.#layer, places, steps, cost, 0, examples);
    for (const [index, entry] of entries.entries()) {
      this.changes[entry] = this.changes[entry] + weight * (costs[index] / examples - this.changes[entry]);
    }
    return entries.length;
  }

  /**
   * The `count` swaps that promise most, best first; fewer where fewer promise anything. They share no place, and a
   * weight keeps its sign.
   */
  best(weights: Int8Array, count: number): Swap[] {
    const pairs = [1, -1].flatMap((sign) => {
      const removals = this.#lowest(weights, sign, -sign, count);
      const additions = this.#lowest(weights, 0, sign, count);
      return Array.from({ length: Math.min(removals.length, additions.length) }, (_, rank) => {
        const [from, to] = [removals[rank], additions[rank]];
        return { from, to, change: this.#change(from, -sign) + this.#change(to, sign) };
      });
    });
    const taken = new Set<number>();
    return pairs
      .filter(({ change }) => change < 0)
      .sort((a, b) => a.change - b.change)
      .filter(({ to }) => !taken.has(to) && taken.add(to))
      .slice(0, count)
      .map(({ from, to }) => ({ layer: this.#layer, from, to }));
  }

  /** A swap that was carried out: the way back costs what it gained. Call before the weights change. */
  follow(weights: Int8Array, { from, to }: Swap): void {
    const sign = weights[from];
    this.changes[this.#entry(from, sign)] = -this.#change(from, -sign);
    this.changes[this.#entry(to, -sign)] = -this.#change(to, sign);
    this.changes[this.#entry(from, -sign)] = 0;
  }

  #entry(place: number, step: number): number {
    return step > 0 ? place : place + this.changes.length / 2;
  }

  #change(place: number, step: number): number {
    return this.changes[this.#entry(place, step)];
  }

  /** The `count` places that hold `weight` where `step` changes the cost by least, in this order. */
  #lowest(weights: Int8Array, weight: number, step: number, count: number): number[] {
    const changes = this.changes.subarray(this.#entry(0, step));
    const values = new Float32Array(weights.length);
    let found = 0;
    for (let place = 0; place < weights.length; place++) {
      if (weights[place] === weight) values[found++] = changes[place];
    }
    // Sorting numbers is quick, sorting by a function is not: so only few places are sorted.
    const sorted = values.subarray(0, found).sort();
    const last = sorted[Math.min(count, found) - 1] ?? Number.NEGATIVE_INFINITY;
    const places: number[] = [];
    for (let place = 0; place < weights.length; place++) {
      if (weights[place] === weight && changes[place] <= last) places.push(place);
    }
    return places.sort((a, b) => changes[a] - changes[b]).slice(0, count);
  }
}

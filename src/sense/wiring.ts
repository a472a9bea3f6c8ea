import type { Random } from "../../envs/random.js";
import type { Swap } from "../networks/ternary-network.js";

/** The places of one layer, the occupied ones (weight −1 or +1) first, so that a bit swap can be drawn in no time. */
export class Wiring {
  readonly #layer: number;
  readonly #places: Int32Array;
  readonly #occupied: number;
  readonly #live: Uint8Array | undefined;
  readonly #fan: number;

  /** @param live which of the layer's units count (see `liveUnits`): swaps between two others change nothing */
  constructor(layer: number, weights: Int8Array, live?: Uint8Array) {
    this.#live = live?.includes(1) ? live : undefined;
    this.#fan = live ? weights.length / live.length : 0;
    const places = Array.from(weights.keys());
    const occupied = places.filter((place) => weights[place] !== 0);
    this.#layer = layer;
    this.#places = Int32Array.from([...occupied, ...places.filter((place) => weights[place] === 0)]);
    this.#occupied = occupied.length;
  }

  /** Whether a layer has both a weight to move and an empty place to move it to. */
  static canSwap(weights: Int8Array): boolean {
    return weights.includes(0) && weights.some((weight) => weight !== 0);
  }

  /**
   * One of the layer's first neighbours (paper section 3.2), all equally likely; those that change nothing left out.
   */
  draw(random: Random): Draw {
    while (true) {
      const from = random.integers(this.#occupied);
      const to = random.integers(this.#occupied, this.#places.length);
      const swap = { layer: this.#layer, from: this.#places[from], to: this.#places[to] };
      if (this.#matters(swap.from) || this.#matters(swap.to)) return { from, to, swap };
    }
  }

  /** Carries out a drawn swap. */
  apply({ from, to, swap }: Draw): void {
    this.#places[from] = swap.to;
    this.#places[to] = swap.from;
  }

  #matters(place: number): boolean {
    return this.#live?.[Math.floor(place / this.#fan)] !== 0;
  }
}

/** A swap and where its two places stand in the wiring. */
export interface Draw {
  readonly from: number;
  readonly to: number;
  readonly swap: Swap;
}

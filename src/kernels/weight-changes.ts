import { type Architecture, fanIn } from "../networks/architecture.js";
import type { Swap } from "../networks/ternary-network.js";
import type { Arena } from "./arena.js";
import { Change } from "./generated/records.js";
import type { SearchLayout } from "./neighbours-layout.js";
import { wordsOf } from "./records.js";

/** A swap whose weight may change its sign on the way; without `sign` it keeps it. */
export interface SignedSwap extends Swap {
  readonly sign?: -1 | 1;
}

/** What a network differs by: a swap, or several that share no place. */
export type Neighbour = SignedSwap | readonly SignedSwap[];

/** Weight changes that fit into the kernels' list. */
export const MOST_CHANGES = 4096;

const CHANGE_WORDS = Change.bytes / 4;
const AT = wordsOf(Change);

/** A neighbour's swaps, unchecked. */
export function swapsOf(neighbour: Neighbour): readonly SignedSwap[] {
  return "layer" in neighbour ? [neighbour] : neighbour;
}

/**
 * A neighbour's swaps.
 * @throws RangeError when a place moved from is empty, a place moved to is not, or two swaps share a place
 */
export function checkedSwaps(
  { layers }: Architecture,
  weights: readonly Int8Array[],
  neighbour: Neighbour,
): readonly SignedSwap[] {
  const swaps = swapsOf(neighbour);
  for (const { layer, from, to } of swaps) {
    const own = weights[layer];
    if (!own?.[from] || own[to] !== 0) {
      throw new RangeError(
        `a swap moves a weight to an empty place, but layer ${layers[layer]?.name} has ${own?.[from]} at ${from} and ${own?.[to]} at ${to}`,
      );
    }
  }
  if (swaps.length > 1) {
    const places = swaps.flatMap(({ layer, from, to }) => [`${layer} ${from}`, `${layer} ${to}`]);
    if (new Set(places).size < places.length)
      throw new RangeError("swaps made at once must not share a place");
  }
  return swaps;
}

/** The changes of weights that neighbours consist of, in the kernels' memory: one row a weight. */
export class ChangeList {
  readonly #architecture: Architecture;
  readonly #weights: readonly Int8Array[];
  readonly #layout: SearchLayout;
  readonly #rows: Int32Array;
  readonly #starts: Int32Array;
  #neighbours = 0;
  #length = 0;

  constructor(arena: Arena, layout: SearchLayout, architecture: Architecture, weights: readonly Int8Array[]) {
    this.#architecture = architecture;
    this.#weights = weights;
    this.#layout = layout;
    this.#rows = new Int32Array(arena.memory.buffer, layout.changes, MOST_CHANGES * CHANGE_WORDS);
    this.#starts = new Int32Array(arena.memory.buffer, layout.starts, MOST_CHANGES + 1);
  }

  clear(): void {
    this.#neighbours = 0;
    this.#length = 0;
  }

  /** Adds a neighbour's changes, sorted by layer and unit. Returns false when there is no room left for them. */
  add(neighbour: Neighbour): boolean {
    const swaps = checkedSwaps(this.#architecture, this.#weights, neighbour);
    const first = this.#length;
    if (this.#neighbours === MOST_CHANGES || first + 2 * swaps.length > MOST_CHANGES) {
      if (first === 0)
        throw new RangeError(`a neighbour has at most ${MOST_CHANGES / 2} swaps, but ${swaps.length} came`);
      return false;
    }
    for (const { layer, from, to, sign } of swaps) {
      const weight = this.#weights[layer][from];
      this.#insert(first, layer, from, -weight);
      this.#insert(first, layer, to, sign ?? weight);
    }
    this.#starts[this.#neighbours] = first;
    this.#neighbours++;
    this.#starts[this.#neighbours] = this.#length;
    return true;
  }

  /**
   * Adds half a swap, a weight that changes by `step`, as a neighbour of its own. There is room for `MOST_CHANGES`.
   */
  addSingle(layer: number, index: number, step: number): void {
    const first = this.#length;
    this.#insert(first, layer, index, step);
    this.#starts[this.#neighbours] = first;
    this.#neighbours++;
    this.#starts[this.#neighbours] = this.#length;
  }

  /** Puts a row where it belongs among those from number `first` on. */
  #insert(first: number, layer: number, index: number, step: number): void {
    const rows = this.#rows;
    const plan = this.#layout.layers[layer];
    const fan = fanIn(this.#architecture.layers[layer]);
    const area = plan.kernelHeight * plan.kernelWidth;
    const unit = Math.floor(index / fan);
    const place = index % area;
    let row = this.#length * CHANGE_WORDS;
    for (; row > first * CHANGE_WORDS; row -= CHANGE_WORDS) {
      const before = row - CHANGE_WORDS;
      const isBefore = rows[before + AT.layer] < layer;
      if (isBefore || (rows[before + AT.layer] === layer && rows[before + AT.unit] <= unit)) break;
      rows.copyWithin(row, before, row);
    }
    rows[row + AT.layer] = layer;
    rows[row + AT.unit] = unit;
    rows[row + AT.channel] = Math.floor((index % fan) / area);
    rows[row + AT.offset] =
      Math.floor(place / plan.kernelWidth) * plan.inPitch + (place % plan.kernelWidth) * plan.inStep;
    rows[row + AT.step] = step;
    this.#length++;
  }
}

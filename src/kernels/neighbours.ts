import { type Architecture, fanIn, type Layer, weightCount } from "../networks/architecture.js";
import type { Swap, TernaryNetwork } from "../networks/ternary-network.js";
import { Arena } from "./arena.js";
import { wasm } from "./generated/neighbours.js";
import { type LayerPlace, pictureBytes, placeTables, putLayers, putPictures } from "./layer-tables.js";
import { BLOCK, nonZeros, outputCount, type PlaneLayer, planLayers } from "./plane-layers.js";

interface Kernels {
  heapBase(): number;
  tabulateUnit(layers: number, index: number, unit: number): void;
  build(search: number, scratch: number, first: number, end: number): void;
  evaluate(search: number, scratch: number, first: number, end: number, commit: boolean, out: number): void;
}

interface Core {
  readonly arena: Arena;
  readonly kernels: Kernels;
}

/** What depends on the plan: laid out anew when a unit outgrows it. */
interface Layout {
  readonly layers: readonly PlaneLayer[];
  readonly places: readonly LayerPlace[];
  readonly table: number;
  readonly search: number;
  readonly scratch: number;
  readonly changes: number;
  readonly results: number;
  readonly logits: Int32Array;
}

/** A swap whose weight may change its sign on the way; without `sign` it keeps it. */
export interface SignedSwap extends Swap {
  readonly sign?: -1 | 1;
}

/** The most swaps that can be made at once. */
const MOST_SWAPS = 64;
const CHANGE_WORDS = 5;

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * A network, a fixed set of pictures, and the network's neighbours: the exact logits after a bit swap in any layer,
 * without computing again what the swap does not change. Every picture's activations are kept (26 KB a picture for
 * the MNIST network). Work is done in blocks of 16 pictures, so ranges that begin and end at multiples of 16 are cheapest.
 *
 * Several swaps at once are one neighbour too: give an array. Synchronous once created.
 */
export class Neighbours {
  readonly architecture: Architecture;
  /** Pictures. */
  readonly count: number;
  /** Logits of one picture. */
  readonly outputs: number;
  readonly #weights: readonly Int8Array[];
  readonly #used: readonly Int32Array[];
  readonly #pixels: number;
  readonly #mark: number;
  #core: Core | undefined;
  #layout: Layout;

  /**
   * @param images whole pictures, count × height × width × channels bytes (copied)
   * @throws RangeError when sizes do not fit, sums may need more than 32 bits, or the states more than 4 GiB
   */
  static async create(network: TernaryNetwork, images: Uint8Array, count: number): Promise<Neighbours> {
    compiled ??= WebAssembly.compile(wasm);
    const arena = new Arena();
    const instance = await WebAssembly.instantiate(await compiled, { env: { memory: arena.memory } });
    return new Neighbours(network, images, count, { arena, kernels: instance.exports as unknown as Kernels });
  }

  private constructor(network: TernaryNetwork, images: Uint8Array, count: number, core: Core) {
    const { architecture } = network;
    architecture.layers.forEach((layer, index) => {
      const { length } = network.weights[index];
      if (length !== weightCount(layer)) {
        throw new RangeError(`layer ${layer.name} has ${weightCount(layer)} weights, but ${length} came`);
      }
    });
    const bytes = count * pictureBytes(architecture.input);
    if (images.length < bytes)
      throw new RangeError(`${count} pictures have ${bytes} bytes, but ${images.length} came`);
    this.architecture = architecture;
    this.count = count;
    this.outputs = outputCount(architecture);
    this.#core = core;
    this.#weights = network.weights.map((weights) => weights.slice());
    this.#used = architecture.layers.map((layer, index) => nonZeros(this.#weights[index], layer.out));
    const { arena } = core;
    arena.reset(core.kernels.heapBase());
    this.#pixels = arena.take(bytes);
    new Uint8Array(arena.memory.buffer, this.#pixels, bytes).set(images.subarray(0, bytes));
    this.#mark = this.#pixels + bytes;
    this.#layout = this.#layOut(1);
  }

  /** The present network's logits, count × outputs, in units of 1 / `scales(architecture).at(-1)`. Follows `commit`. */
  get logits(): Int32Array {
    return this.#layout.logits;
  }

  /** A copy of the present network. */
  network(): TernaryNetwork {
    return { architecture: this.architecture, weights: this.#weights.map((weights) => weights.slice()) };
  }

  /**
   * Logits of pictures `start` to `end` after the swaps, (end − start) × outputs. Valid until the next call.
   * @throws RangeError when a place moved from is empty, or a place moved to is not
   */
  evaluate(swaps: SignedSwap | readonly SignedSwap[], start = 0, end = this.count): Int32Array {
    const { arena, kernels } = this.#prepare(swaps);
    const { search, scratch, results } = this.#layout;
    const block = Math.floor(start / BLOCK);
    kernels.evaluate(search, scratch, block, Math.ceil(end / BLOCK), false, results);
    const skipped = (start - block * BLOCK) * this.outputs;
    return new Int32Array(arena.memory.buffer, results + skipped * 4, (end - start) * this.outputs);
  }

  /** Carries the swaps out: the neighbour becomes the present network. */
  commit(swaps: SignedSwap | readonly SignedSwap[]): void {
    const { arena, kernels } = this.#prepare(swaps);
    const { search, scratch, results, table, places } = this.#layout;
    kernels.evaluate(search, scratch, 0, Math.ceil(this.count / BLOCK), true, results);
    for (const { layer, index, weight } of weightChanges(this.architecture, this.#weights, swaps)) {
      const unit = Math.floor(index / fanIn(this.architecture.layers[layer]));
      this.#used[layer][unit] += Math.abs(weight) - Math.abs(this.#weights[layer][index]);
      this.#weights[layer][index] = weight;
      new Int8Array(arena.memory.buffer, places[layer].weights, this.#weights[layer].length)[index] = weight;
      kernels.tabulateUnit(table, layer, unit);
    }
  }

  /** Gives the memory back; the object cannot be used afterwards. */
  close(): void {
    this.#core = undefined;
  }

  #open(): Core {
    if (!this.#core) throw new Error("this Neighbours is closed");
    return this.#core;
  }

  /** Checks swaps and writes them where the kernels read them. */
  #prepare(swaps: SignedSwap | readonly SignedSwap[]): Core {
    const core = this.#open();
    const changes = weightChanges(this.architecture, this.#weights, swaps);
    if (changes.length > 2 * MOST_SWAPS) throw new RangeError(`${MOST_SWAPS} swaps at once at most`);
    const grown = new Map<string, number>();
    for (const { layer, index, weight } of changes) {
      const unit = Math.floor(index / fanIn(this.architecture.layers[layer]));
      const key = `${layer}/${unit}`;
      const added = (grown.get(key) ?? 0) + Math.abs(weight) - Math.abs(this.#weights[layer][index]);
      grown.set(key, added);
      if (this.#used[layer][unit] + added > this.#layout.layers[layer].capacity)
        this.#layout = this.#layOut(added);
    }
    const { layers, changes: at, search } = this.#layout;
    const rows = changes.map(({ layer, index, weight }) => {
      const step = weight - this.#weights[layer][index];
      return changeRow(this.architecture.layers[layer], layers[layer], layer, index, step);
    });
    rows.sort((a, b) => a[0] - b[0] || a[1] - b[1]);
    const words = new Int32Array(core.arena.memory.buffer, at, rows.length * CHANGE_WORDS);
    words.set(rows.flat());
    new Int32Array(core.arena.memory.buffer, search, SEARCH_WORDS)[SEARCH_WORDS - 1] = rows.length;
    return core;
  }

  /** Plans for the present weights and `room` more in each unit, lays memory out and fills all states. */
  #layOut(room: number): Layout {
    const { arena, kernels } = this.#open();
    const { architecture, count } = this;
    const layers = planLayers(
      architecture,
      architecture.layers.map((layer, index) => {
        return Math.min(fanIn(layer), Math.max(...this.#used[index]) + room);
      }),
    );
    arena.reset(this.#mark);
    let state = 0;
    let deltas = 0;
    const places: LayerPlace[] = layers.map((layer, index) => {
      const output = state;
      const outputs = layer.outChannels * layer.outPlane;
      const sums = output + (layer.poolSize === 0 ? 0 : outputs);
      const kept = layer.poolSize === 0 || index > 0;
      state = sums + (kept ? layer.outChannels * layer.sumPlane : 0);
      const place = { ...placeTables(arena, layer), output, sums, deltas };
      deltas += outputs;
      return place;
    });
    const table = putLayers(arena, layers, places);
    const terms = 4 * (Math.max(...architecture.layers.map(fanIn)) + 4 * MOST_SWAPS);
    const channels = 4 * Math.max(...layers.map((layer) => layer.outChannels));
    const { inChannels, inPlane, inStart } = layers[0];
    const last = layers[layers.length - 1];
    const scratch = arena.put([
      arena.take(16),
      arena.takeZeros(inChannels * inPlane),
      arena.take(Math.max(...layers.map((layer) => layer.sumPlane))),
      arena.takeZeros(deltas),
      arena.take(terms),
      arena.take(terms),
      arena.take(channels),
      arena.take(channels),
      arena.take(last.outChannels * Math.max(last.outPlane, last.sumPlane)),
    ]);
    const changes = arena.take(2 * MOST_SWAPS * CHANGE_WORDS * 4);
    const logits = arena.take(count * this.outputs * 4);
    const results = arena.take(count * this.outputs * 4);
    const blocks = Math.ceil(count / BLOCK);
    const pictures = putPictures(arena, architecture, this.#pixels);
    const stateBytes = Math.ceil(state / 64) * 64;
    const states = arena.takeZeros(blocks * stateBytes);
    const words = [table, layers.length, pictures, count, inStart, states, stateBytes, logits, changes, 0];
    const search = arena.put(words);
    this.#weights.forEach((weights, index) => {
      new Int8Array(arena.memory.buffer, places[index].weights, weights.length).set(weights);
      for (let unit = 0; unit < architecture.layers[index].out; unit++)
        kernels.tabulateUnit(table, index, unit);
    });
    kernels.build(search, scratch, 0, blocks);
    return {
      layers,
      places,
      table,
      search,
      scratch,
      changes,
      results,
      logits: new Int32Array(arena.memory.buffer, logits, count * this.outputs),
    };
  }
}

const SEARCH_WORDS = 10;

interface WeightChange {
  readonly layer: number;
  readonly index: number;
  /** The new weight. */
  readonly weight: number;
}

function weightChanges(
  { layers }: Architecture,
  weights: readonly Int8Array[],
  swaps: SignedSwap | readonly SignedSwap[],
): WeightChange[] {
  const changes = [swaps].flat().flatMap(({ layer, from, to, sign }: SignedSwap) => {
    const own = weights[layer];
    if (!own?.[from] || own[to] !== 0) {
      throw new RangeError(
        `a swap moves a weight to an empty place, but layer ${layers[layer]?.name} has ${own?.[from]} at ${from} and ${own?.[to]} at ${to}`,
      );
    }
    return [
      { layer, index: from, weight: 0 },
      { layer, index: to, weight: sign ?? own[from] },
    ];
  });
  if (
    changes.length > 2 &&
    new Set(changes.map(({ layer, index }) => `${layer}/${index}`)).size < changes.length
  ) {
    throw new RangeError("swaps made at once must not share a place");
  }
  return changes;
}

/** A change as assembly/neighbours.ts reads it. */
function changeRow(layer: Layer, plan: PlaneLayer, number: number, index: number, step: number): number[] {
  const fan = fanIn(layer);
  const area = plan.kernelHeight * plan.kernelWidth;
  const place = index % area;
  const row = Math.floor(place / plan.kernelWidth);
  const column = place % plan.kernelWidth;
  return [
    number,
    Math.floor(index / fan),
    Math.floor((index % fan) / area),
    row * plan.inPitch + column * plan.inStep,
    step,
  ];
}

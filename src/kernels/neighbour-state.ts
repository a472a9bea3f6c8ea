import { type Architecture, fanIn, weightCount } from "../networks/architecture.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { nonZeros } from "../networks/value-sizes.js";
import { greatest } from "../statistics.js";
import type { Arena } from "./arena.js";
import { type Cost, putTargets, type Targets } from "./costs.js";
import { imageBytes } from "./layer-tables.js";
import type { NeighbourKernels } from "./neighbour-kernels.js";
import { forgetImages, layOutSearch, type SearchLayout } from "./neighbours-layout.js";
import type { NeighbourThread, SharedTask } from "./neighbours-threads.js";
import { OutputLayer } from "./output-layer.js";
import { BLOCK, outputCount } from "./plane-layers.js";
import { ChangeList, checkedSwaps, type Neighbour, swapsOf } from "./weight-changes.js";

/** The kernels, their memory, and the threads that work on it. */
export interface NeighbourCore {
  readonly arena: Arena;
  readonly kernels: NeighbourKernels;
  /** This thread's share of the work, and the number of threads. */
  readonly thread: NeighbourThread;
  readonly threads: number;
  /** Ends the other threads. */
  readonly stop: () => void;
}

/**
 * The present network of a search and what the kernels keep of it: every image's activations and sums, laid out for
 * as many non-zero weights as its units have, and laid out anew where they get more.
 */
export class NeighbourState {
  readonly architecture: Architecture;
  readonly count: number;
  readonly outputs: number;
  /** The present weights; followed by commits. */
  readonly weights: readonly Int8Array[];
  readonly #used: readonly Int32Array[];
  readonly #pixels: number;
  readonly #mark: number;
  #core: NeighbourCore | undefined;
  #layout!: SearchLayout;
  #changes!: ChangeList;
  #output: OutputLayer | undefined;
  #logitsAreOld = true;
  #slacksAreOld = true;
  #targets: Targets | undefined;

  /** @throws RangeError as `Neighbours.create` does */
  constructor(network: TernaryNetwork, images: Uint8Array, count: number, core: NeighbourCore) {
    const { architecture } = network;
    architecture.layers.forEach((layer, index) => {
      const { length } = network.weights[index];
      if (length !== weightCount(layer)) {
        throw new RangeError(`layer ${layer.name} has ${weightCount(layer)} weights, but ${length} came`);
      }
    });
    const bytes = count * imageBytes(architecture.input);
    if (images.length < bytes) {
      throw new RangeError(`${count} images have ${bytes} bytes, but ${images.length} came`);
    }
    this.architecture = architecture;
    this.count = count;
    this.outputs = outputCount(architecture);
    this.#core = core;
    this.weights = network.weights.map((weights) => weights.slice());
    this.#used = architecture.layers.map((layer, index) => nonZeros(this.weights[index], layer.out));
    const { arena } = core;
    this.#pixels = arena.take(bytes);
    new Uint8Array(arena.memory.buffer, this.#pixels, bytes).set(images.subarray(0, bytes));
    this.#mark = this.#pixels + bytes;
    this.#layOut(1);
  }

  /** @throws Error after `close` */
  get core(): NeighbourCore {
    if (!this.#core) throw new Error("this Neighbours is closed");
    return this.#core;
  }

  get layout(): SearchLayout {
    return this.#layout;
  }

  /** The list of changes that the kernels evaluate. */
  get changes(): ChangeList {
    return this.#changes;
  }

  get targets(): Targets | undefined {
    return this.#targets;
  }

  /** The present logits as rows, brought up to date. */
  get logits(): Int32Array {
    const { kernels } = this.core;
    const { search, rows, logits } = this.#layout;
    if (this.#logitsAreOld) kernels.present(search, 0, Math.ceil(this.count / BLOCK), rows);
    this.#logitsAreOld = false;
    return logits;
  }

  /** Ends the other threads and gives the memory back. */
  close(): void {
    this.#core?.stop();
    this.#core = undefined;
  }

  setTargets(targets: Targets): void {
    const needed = targets instanceof Float32Array ? this.count * this.outputs : this.count;
    if (targets.length < needed)
      throw new RangeError(`${needed} targets are needed, but ${targets.length} came`);
    this.#targets = targets.slice(0, needed) as Targets;
    this.#slacksAreOld = true;
    this.#writeTargets();
    this.#dropOutputLayer();
  }

  /** Other images take the place of the present ones. */
  show(images: Uint8Array, targets: Targets): void {
    const { arena } = this.core;
    const bytes = this.count * imageBytes(this.architecture.input);
    new Uint8Array(arena.memory.buffer, this.#pixels, bytes).set(images.subarray(0, bytes));
    for (const scratch of this.#layout.scratches) forgetImages(arena, scratch);
    this.#shareAll("build");
    this.#presentChanged();
    this.setTargets(targets);
  }

  /** The neighbour becomes the present network. */
  commit(neighbour: Neighbour): void {
    const { arena, kernels } = this.core;
    const { table, places, search, fanOutLayer } = this.list(neighbour);
    const swaps = checkedSwaps(this.architecture, this.weights, neighbour);
    const isLast = swaps.every(({ layer }) => layer === this.weights.length - 1);
    if (!isLast) this.#dropOutputLayer();
    if (swaps.length !== 1 || !this.#output?.commit(swaps[0])) {
      this.#shareAll("commit");
      this.#output?.changed(swaps.length);
    }
    for (const { layer, from, to, sign } of swaps) {
      const weights = this.weights[layer];
      const fan = fanIn(this.architecture.layers[layer]);
      weights[to] = sign ?? weights[from];
      weights[from] = 0;
      this.#used[layer][Math.floor(from / fan)]--;
      this.#used[layer][Math.floor(to / fan)]++;
      const copy = new Int8Array(arena.memory.buffer, places[layer].weights, weights.length);
      for (const place of [from, to]) {
        copy[place] = weights[place];
        kernels.tabulateUnit(table, layer, Math.floor(place / fan));
        if (fanOutLayer >= 0 && layer === fanOutLayer + 1) {
          const channels = this.architecture.layers[fanOutLayer].out;
          kernels.listChannel(search, Math.floor(((place % fan) * channels) / fan));
        }
      }
    }
    this.#presentChanged();
  }

  /**
   * Lists a neighbour alone for the kernels.
   * @returns the layout: a new one where a unit would outgrow the sizes of the present one
   */
  list(neighbour: Neighbour): SearchLayout {
    if (!this.fits(neighbour)) this.#layOut(swapsOf(neighbour).length);
    this.#changes.clear();
    this.#changes.add(neighbour);
    return this.#layout;
  }

  /** Sees to it that every unit of a layer may have one more non-zero weight. */
  makeRoom(layer: number): void {
    const most = greatest(this.#used[layer]);
    if (Math.min(fanIn(this.architecture.layers[layer]), most + 1) > this.#layout.layers[layer].capacity) {
      this.#layOut(1);
    }
  }

  /** Whether a neighbour can be listed without a new layout. */
  fits(neighbour: Neighbour): boolean {
    const { layers } = this.architecture;
    const swaps = swapsOf(neighbour);
    return swaps.every(({ layer, to }) => {
      const fan = fanIn(layers[layer]);
      const used = this.#used[layer][Math.floor(to / fan)];
      return Math.min(fan, used + swaps.length) <= this.#layout.layers[layer].capacity;
    });
  }

  /** How far each block is from other errors, or 0 where that is of no use. */
  slacksFor(cost: Cost): number {
    const { search, targets, slacks } = this.#layout;
    if (slacks === 0 || cost.kind !== "errors") return 0;
    if (this.#slacksAreOld) this.core.kernels.takeSlacks(search, targets, slacks);
    this.#slacksAreOld = false;
    return slacks;
  }

  /** Has all threads work on images `start` to `end`. */
  share(
    kernel: SharedTask["kernel"],
    start: number,
    end: number,
    argumentsOf: SharedTask["argumentsOf"],
  ): void {
    const { thread, threads } = this.core;
    thread.run({ kernel, start, end, argumentsOf }, threads);
  }

  /** The quick ways of the last layer; see `isQuick`. */
  outputLayer(): OutputLayer {
    this.#output ??= new OutputLayer({
      ...this.core,
      layout: this.#layout,
      weights: this.weights[this.weights.length - 1],
      count: this.count,
      classes: this.outputs,
    });
    return this.#output;
  }

  /** Whether the last layer has quick ways for a range of images. */
  isQuick(start: number, end: number): boolean {
    const whole = start % BLOCK === 0 && (end % BLOCK === 0 || end === this.count);
    return whole && OutputLayer.suits(this.#layout);
  }

  /** Plans for the present weights and `room` more in each unit, lays memory out and fills all states. */
  #layOut(room: number): void {
    const { arena, kernels, threads } = this.core;
    arena.reset(this.#mark);
    const densest = this.architecture.layers.map((layer, index) =>
      Math.min(fanIn(layer), greatest(this.#used[index]) + room),
    );
    const layout = layOutSearch(
      arena,
      kernels,
      this.architecture,
      densest,
      this.#pixels,
      this.count,
      threads,
    );
    this.#layout = layout;
    const { table, places } = layout;
    this.weights.forEach((weights, index) => {
      new Int8Array(arena.memory.buffer, places[index].weights, weights.length).set(weights);
      for (let unit = 0; unit < this.architecture.layers[index].out; unit++) {
        kernels.tabulateUnit(table, index, unit);
      }
    });
    const read = this.architecture.layers[layout.fanOutLayer];
    for (let channel = 0; channel < (read?.out ?? 0); channel++) kernels.listChannel(layout.search, channel);
    this.#shareAll("build");
    this.#presentChanged();
    this.#output = undefined;
    this.#changes = new ChangeList(arena, layout, this.architecture, this.weights);
    this.#writeTargets();
  }

  /** What was made of the present logits is out of date. */
  #presentChanged(): void {
    this.#logitsAreOld = true;
    this.#slacksAreOld = true;
  }

  /** Has all threads work on all images. */
  #shareAll(kernel: "build" | "commit"): void {
    const { search, scratches } = this.#layout;
    this.share(kernel, 0, this.count, (thread) => [search, scratches[thread]]);
  }

  /** What it took lies at the end of the memory that is handed out, so that it can be taken anew. */
  #dropOutputLayer(): void {
    this.#output?.release();
    this.#output = undefined;
  }

  #writeTargets(): void {
    const { arena } = this.core;
    const { targets, targetBytes } = this.#layout;
    if (this.#targets) putTargets(arena, targets, targetBytes, this.#targets, this.count, this.outputs);
  }
}

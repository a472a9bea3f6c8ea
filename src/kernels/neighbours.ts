import { type Architecture, fanIn } from "../networks/architecture.js";
import type { TernaryNetwork } from "../networks/ternary-network.js";
import { Arena } from "./arena.js";
import { type CommonRemovals, commonRemovals } from "./common-removals.js";
import { type Cost, putCost, type Targets } from "./costs.js";
import { wasm } from "./generated/neighbours.js";
import type { NeighbourKernels } from "./neighbour-kernels.js";
import { NeighbourState } from "./neighbour-state.js";
import { SUM_BYTES } from "./neighbours-layout.js";
import { CONTROL_BYTES, MOST_THREADS, NeighbourThread } from "./neighbours-threads.js";
import { OutputLayer } from "./output-layer.js";
import { BLOCK } from "./plane-layers.js";
import { checkedSwaps, MOST_CHANGES, type Neighbour, type SignedSwap, swapsOf } from "./weight-changes.js";

let compiled: Promise<WebAssembly.Module> | undefined;

/**
 * A network, a fixed set of images, and the network's neighbours: the exact logits, or the cost, after a bit swap in
 * any layer, without computing again what the swap does not change. Every image's activations are kept (26 KB a
 * image for the MNIST network). Synchronous once created.
 *
 * Work is done in blocks of 16 images: ranges that begin and end at multiples of 16 are cheapest. Where many
 * neighbours are wanted on many images, `costs` of all of them at once is quicker than one after the other: a block's
 * activations then stay in the cache.
 */
export class Neighbours {
  readonly architecture: Architecture;
  /** Images. */
  readonly count: number;
  /** Logits of one image. */
  readonly outputs: number;
  readonly #state: NeighbourState;

  /**
   * @param images whole images, count × height × width × channels bytes (copied)
   * @param options threads: how many share the work of costs and commits, with the same results (default 1; more in
   * Node only)
   * @throws RangeError when sizes do not fit, sums may need more than 32 bits, or the states more than 4 GiB
   */
  static async create(
    network: TernaryNetwork,
    images: Uint8Array,
    count: number,
    { threads = 1 }: { readonly threads?: number } = {},
  ): Promise<Neighbours> {
    if (!(Number.isInteger(threads) && threads >= 1 && threads <= MOST_THREADS)) {
      throw new RangeError(`threads are a whole number from 1 to ${MOST_THREADS}, but ${threads} came`);
    }
    compiled ??= WebAssembly.compile(wasm);
    const module = await compiled;
    const arena = new Arena();
    const { memory } = arena;
    const kernels = (await WebAssembly.instantiate(module, { env: { memory } }))
      .exports as unknown as NeighbourKernels;
    arena.reset(kernels.heapBase());
    const part = { module, memory, control: arena.takeZeros(CONTROL_BYTES) };
    const thread = new NeighbourThread({ ...part, thread: 0 }, kernels);
    const stop =
      threads > 1 ? (await import("./neighbours-workers.js")).startWorkers(part, threads) : () => {};
    try {
      return new Neighbours(
        new NeighbourState(network, images, count, { arena, kernels, thread, threads, stop }),
      );
    } catch (error) {
      stop();
      throw error;
    }
  }

  private constructor(state: NeighbourState) {
    this.architecture = state.architecture;
    this.count = state.count;
    this.outputs = state.outputs;
    this.#state = state;
  }

  /**
   * The present network's logits, count × outputs, in units of 1 / `scales(architecture).at(-1)`. The same array every
   * time, brought up to date when it is asked for.
   */
  get logits(): Int32Array {
    return this.#state.logits;
  }

  /** Bytes of the kernels' memory in use. */
  get memoryBytes(): number {
    return this.#state.core.arena.end;
  }

  /** A copy of the present network. */
  network(): TernaryNetwork {
    return {
      architecture: this.architecture,
      weights: this.#state.weights.map((weights) => weights.slice()),
    };
  }

  /**
   * Logits of images `start` to `end` after a swap, or several at once, (end − start) × outputs. Valid until the next
   * call.
   * @throws RangeError when a place moved from is empty, or a place moved to is not
   */
  evaluate(neighbour: Neighbour, start = 0, end = this.count): Int32Array {
    const { arena, kernels } = this.#state.core;
    const { search, scratch, results } = this.#state.list(neighbour);
    const block = Math.floor(start / BLOCK);
    kernels.evaluate(search, scratch, block, Math.ceil(end / BLOCK), results);
    const skipped = (start - block * BLOCK) * this.outputs;
    return new Int32Array(arena.memory.buffer, results + skipped * 4, (end - start) * this.outputs);
  }

  /** What `cost` is measured against: a label for each image, or count × outputs target values (copied). */
  setTargets(targets: Targets): void {
    this.#state.setTargets(targets);
  }

  /** What images `start` to `end` cost now, summed. */
  cost(cost: Cost, start = 0, end = this.count): number {
    return this.costs([[]], cost, start, end)[0];
  }

  /**
   * What images `start` to `end` cost after each neighbour's swaps, summed; one number a neighbour. The same bits on
   * every machine, before and after `commit`, for every way to cut a range into parts at multiples of 16, and to cut
   * the list of neighbours.
   * @param limit what is of no interest when it is exceeded: a neighbour is dropped then, and its number is Infinity.
   *   Exact, and quickest when the images that the present network finds hardest come first.
   */
  costs(
    neighbours: readonly Neighbour[],
    cost: Cost,
    start = 0,
    end = this.count,
    limit = Number.POSITIVE_INFINITY,
  ): Float64Array {
    if (!this.#state.targets) throw new Error("costs need targets: call setTargets first");
    const quick = this.#quickCosts(neighbours, cost, start, end);
    if (quick) return quick.map((sum) => (sum > limit ? Number.POSITIVE_INFINITY : sum));
    const all = new Float64Array(neighbours.length);
    const { groups, others } =
      this.#state.layout.groups > 0
        ? commonRemovals(neighbours, fanIn(this.architecture.layers[0]))
        : { groups: [], others: [...neighbours.keys()] };
    this.#commonCosts(groups, neighbours, cost, start, end, limit, all);
    for (let done = 0; done < others.length; ) {
      this.#state.list(neighbours[others[done]]);
      let some = 1;
      while (done + some < others.length && this.#state.fits(neighbours[others[done + some]])) {
        if (!this.#state.changes.add(neighbours[others[done + some]])) break;
        some++;
      }
      const sums = this.#listedCosts(some, cost, start, end, limit);
      for (let i = 0; i < some; i++) all[others[done + i]] = sums[i];
      done += some;
    }
    return all;
  }

  /**
   * How much each single-weight change changes what images `start` to `end` cost in all: one weight of the layer
   * becomes larger or smaller by 1. A swap is two of them, so a layer's swaps are ranked with one evaluation a place.
   * Exact (the same bits as the difference of two `costs`), but for the cross-entropy in a last dense layer, which
   * comes to about six digits and much more quickly.
   * @param places which weights change, and @param steps by +1 or −1 each
   * @throws RangeError when a weight would leave −1 to +1
   */
  singleWeightChanges(
    layer: number,
    places: ArrayLike<number>,
    steps: ArrayLike<number>,
    cost: Cost,
    start = 0,
    end = this.count,
  ): Float64Array {
    if (!this.#state.targets) throw new Error("costs need targets: call setTargets first");
    const own = this.#state.weights[layer];
    for (let i = 0; i < places.length; i++) {
      if (!(Math.abs(steps[i]) === 1 && Math.abs(own[places[i]] + steps[i]) <= 1)) {
        throw new RangeError(
          `a single-weight change moves a weight by 1 within −1 to +1, but ${own[places[i]]} was to change by ${steps[i]}`,
        );
      }
    }
    if (
      layer === this.#state.weights.length - 1 &&
      cost.kind === "cross-entropy" &&
      this.#state.isQuick(start, end)
    ) {
      const table = this.#state.outputLayer().singleChangeCrossEntropies(cost.scale, start, end);
      return Float64Array.from(places, (place, i) => table[2 * place + (steps[i] > 0 ? 0 : 1)]);
    }
    this.#state.makeRoom(layer);
    const present = this.cost(cost, start, end);
    const all = new Float64Array(places.length);
    for (let done = 0; done < places.length; done += MOST_CHANGES) {
      const some = Math.min(MOST_CHANGES, places.length - done);
      this.#state.changes.clear();
      for (let i = done; i < done + some; i++) this.#state.changes.addSingle(layer, places[i], steps[i]);
      all.set(this.#listedCosts(some, cost, start, end, Number.POSITIVE_INFINITY), done);
    }
    return all.map((sum) => sum - present);
  }

  /**
   * Other images take the place of the present ones, as many as there are. The network stays.
   * @param images as for `create`
   */
  show(images: Uint8Array, targets: Targets): void {
    this.#state.show(images, targets);
  }

  /**
   * Wrongly classified images, of all, after each of many swaps in the last layer (`from[i]` to `to[i]`, signs kept).
   * The quickest way to score neighbours: images whose class no swap can change are left out, which is exact.
   * @param everyImage leave none out, for comparison
   * @throws RangeError when a swap is none
   */
  outputErrors(from: ArrayLike<number>, to: ArrayLike<number>, everyImage = false): Int32Array {
    const layer = this.#state.weights.length - 1;
    const weights = this.#state.weights[layer];
    for (let i = 0; i < from.length; i++) {
      if (!weights[from[i]] || weights[to[i]] !== 0) {
        checkedSwaps(this.architecture, this.#state.weights, { layer, from: from[i], to: to[i] });
      }
    }
    if (!(this.#state.targets instanceof Uint8Array))
      throw new Error("errors need labels: call setTargets first");
    if (OutputLayer.suits(this.#state.layout)) return this.#state.outputLayer().errors(from, to, everyImage);
    const swaps = Array.from(from, (place, i) => ({ layer, from: place, to: to[i] }));
    return Int32Array.from(this.costs(swaps, { kind: "errors" }));
  }

  /** Carries a swap out, or several: the neighbour becomes the present network. */
  commit(neighbour: Neighbour): void {
    this.#state.commit(neighbour);
  }

  /** Gives the memory back; the object cannot be used afterwards. */
  close(): void {
    this.#state.close();
  }

  /**
   * Writes the costs of swaps in the first layer that share their removal into `all`: what that does to the second
   * layer is added up once for all of them.
   */
  #commonCosts(
    groups: CommonRemovals["groups"],
    neighbours: readonly Neighbour[],
    cost: Cost,
    start: number,
    end: number,
    limit: number,
    all: Float64Array,
  ): void {
    const swapOf = (index: number) => swapsOf(neighbours[index])[0];
    for (const swap of groups.flat().map(swapOf)) {
      checkedSwaps(this.architecture, this.#state.weights, swap);
      if (!this.#state.fits(swap)) this.#state.list(swap);
    }
    for (let done = 0; done < groups.length; ) {
      const first = done;
      this.#state.changes.clear();
      for (let left = MOST_CHANGES; done < groups.length && groups[done].length < left; done++) {
        const { from } = swapOf(groups[done][0]);
        const weight = this.#state.weights[0][from];
        this.#state.changes.addSingle(0, from, -weight);
        for (const index of groups[done]) {
          const { to, sign = weight } = swapOf(index);
          this.#state.changes.addSingle(0, to, sign);
        }
        left -= 1 + groups[done].length;
      }
      const listed = groups.slice(first, done);
      const numbers = listed.flat();
      const sizes = listed.map(({ length }) => length);
      const sums = this.#listedCosts(numbers.length, cost, start, end, limit, sizes);
      for (const [i, index] of numbers.entries()) all[index] = sums[i];
    }
  }

  /**
   * Costs after the first `some` neighbours of the list; with `groups` they are additions behind each group's removal,
   * whose numbers these are.
   */
  #listedCosts(
    some: number,
    cost: Cost,
    start: number,
    end: number,
    limit: number,
    groups: readonly number[] = [],
  ): Float64Array {
    const { arena, threads } = this.#state.core;
    const { search, scratches, sums, cost: record, targets, targetBytes } = this.#state.layout;
    putCost(arena, record, cost, this.outputs, targets, targetBytes);
    const own = Array.from(
      { length: threads },
      (_, thread) => new Float64Array(arena.memory.buffer, sums + thread * SUM_BYTES, some),
    );
    for (const results of own) results.fill(0);
    const out = (thread: number) => sums + thread * SUM_BYTES;
    if (groups.length > 0) {
      const address = this.#state.layout.groups;
      new Uint32Array(arena.memory.buffer, address, groups.length).set(groups);
      this.#state.share("commonCosts", start, end, (thread) => [
        ...[search, scratches[thread], record, address, groups.length, limit, out(thread)],
      ]);
    } else {
      const slacks = this.#state.slacksFor(cost);
      this.#state.share("costs", start, end, (thread) => [
        ...[search, scratches[thread], record, some, limit, out(thread), slacks],
      ]);
    }
    return Float64Array.from({ length: some }, (_, i) => {
      const sum = own.reduce((total, results) => total + results[i], 0);
      return sum > limit ? Number.POSITIVE_INFINITY : sum;
    });
  }

  /** Errors or cross-entropy of single swaps in the last layer, where there is a way without a forward pass. */
  #quickCosts(
    neighbours: readonly Neighbour[],
    cost: Cost,
    start: number,
    end: number,
  ): Float64Array | undefined {
    const last = this.#state.weights.length - 1;
    if (!(cost.kind === "errors" || cost.kind === "cross-entropy")) return undefined;
    if (!this.#state.isQuick(start, end)) return undefined;
    if (!neighbours.every((neighbour) => "layer" in neighbour && neighbour.layer === last)) return undefined;
    if (cost.kind === "errors") {
      if (end - start < this.count || neighbours.some((neighbour) => "sign" in neighbour)) return undefined;
      const swaps = neighbours as readonly SignedSwap[];
      return Float64Array.from(
        this.outputErrors(
          swaps.map(({ from }) => from),
          swaps.map(({ to }) => to),
        ),
      );
    }
    const swaps = neighbours.flatMap((neighbour) =>
      checkedSwaps(this.architecture, this.#state.weights, neighbour),
    );
    return this.#state.outputLayer().crossEntropies(swaps, cost.scale, start, end);
  }
}

import type { Arena } from "./arena.js";
import * as records from "./generated/records.js";
import type { NeighbourKernels } from "./neighbour-kernels.js";
import type { SearchLayout } from "./neighbours-layout.js";
import type { NeighbourThread, SharedTask } from "./neighbours-threads.js";
import { BLOCK } from "./plane-layers.js";
import { encodeRecord, wordsOf } from "./records.js";
import type { SignedSwap } from "./weight-changes.js";

/** Pictures whose exponentials are brought up to date together. */
const GROUP = 256;
const SWAP_WORDS = records.OutputSwap.bytes / 4;
const CLASS_SWAP_WORDS = records.ClassSwap.bytes / 4;
/** The signs of a swap's weights, 16 bits each, share a word. */
const AT = wordsOf(records.ClassSwap);
/** Swaps whose cross-entropy is computed at a time. */
const ROOM = 1024;
/** Pictures that the kernel prepares a pair of classes for at a time. */
const CHUNK = 1024;
/** Pictures that a thread takes at a time: few, so that none has to wait long, but enough to stay in one chunk. */
const PART = 512;
/** Commits that a window outlives. */
const COMMITS = 4;

/** What `OutputLayer` works on: the kernels, their memory, and the present network's last layer. */
export interface OutputSource {
  readonly arena: Arena;
  readonly kernels: NeighbourKernels;
  /** This thread's share of the work, and the number of threads. */
  readonly thread: NeighbourThread;
  readonly threads: number;
  readonly layout: SearchLayout;
  /** Weights of the last layer, [class][feature]; followed as they change. */
  readonly weights: Int8Array;
  readonly count: number;
  readonly classes: number;
}

/**
 * Neighbours by swaps in a last dense layer of 16-bit features. Two logits change, by one feature each, so no forward
 * pass is needed; and where only the number of errors matters, neither are the pictures whose margin (label's logit minus the
 * best other) is larger than any swap can change: they are left out, which is exact.
 */
export class OutputLayer {
  readonly #source: OutputSource;
  readonly #start: number;
  readonly #features: number;
  #window: Window | undefined;
  #all: All | undefined;

  /** Whether the last layer is one that this class can work on. */
  static suits({ layers }: SearchLayout): boolean {
    const last = layers[layers.length - 1];
    return (
      layers.length > 1 && last.poolSize === 0 && last.sumHeight * last.sumWidth === 1 && last.inBytes === 2
    );
  }

  constructor(source: OutputSource) {
    this.#source = source;
    this.#start = source.arena.end;
    this.#features = source.weights.length / source.classes;
  }

  /** Gives back the memory that this object took; it cannot be used afterwards. */
  release(): void {
    this.#source.arena.reset(this.#start);
  }

  /**
   * Carries a swap out where that is quicker here than by the layers' kernels: then the present logits are up to date.
   * After a commit in another layer make a new object.
   * @returns whether it has
   */
  commit(swap: SignedSwap): boolean {
    const all = this.#all;
    if (!all) return false;
    const { thread, threads, layout } = this.#source;
    this.#bringUpToDate(all, 0, all.columns);
    this.#putSwaps(all, [swap]);
    const { values, valueBytes } = layout;
    const common = [all.record, all.swaps, values, valueBytes, all.scale];
    thread.run({ kernel: "commitSwap", start: 0, end: all.columns, argumentsOf: () => common }, threads);
    return true;
  }

  /** To be called after the layers' kernels have carried out swaps in this layer. */
  changed(swaps: number): void {
    if (this.#window) {
      this.#window.slack -= swaps;
      this.#window.isOld = true;
    }
    this.#all?.isOld.fill(1);
  }

  /**
   * Wrongly classified pictures, of all, after each swap (`from[i]` to `to[i]`, the weight keeping its sign).
   * @param everyPicture look at pictures that cannot change class, too (for comparison)
   */
  errors(from: ArrayLike<number>, to: ArrayLike<number>, everyPicture = false): Int32Array {
    const { arena, kernels, thread, threads, layout, weights, classes } = this.#source;
    const window = this.#takeWindow(from.length, everyPicture);
    if (window.isOld) {
      kernels.takeMargins(window.record, layout.values, layout.valueBytes, layout.targets);
      window.isOld = false;
    }
    const results = new Int32Array(from.length);
    const features = this.#features;
    const starts = new Int32Array(arena.memory.buffer, window.starts, classes * classes + 1);
    for (let done = 0; done < from.length; done += window.room) {
      const some = Math.min(window.room, from.length - done);
      starts.fill(0);
      for (let i = done; i < done + some; i++) starts[pairOf(from[i], to[i], features, classes) + 1]++;
      for (let pair = 0; pair < classes * classes; pair++) starts[pair + 1] += starts[pair];
      const next = starts.slice();
      const words = new Int32Array(arena.memory.buffer, window.swaps, some * SWAP_WORDS);
      for (let i = done; i < done + some; i++) {
        const pair = pairOf(from[i], to[i], features, classes);
        const at = next[pair]++ * SWAP_WORDS;
        const sign = weights[from[i]] & 0xffff;
        words[at + AT.removed] = window.rows + (from[i] % features) * window.rowBytes;
        words[at + AT.added] = window.rows + (to[i] % features) * window.rowBytes;
        words[at + AT.removedSign] = sign | (sign << 16);
        words[at + AT.result] = (i - done) * 4;
      }
      const { record, swaps, starts: pairs, rooms, results: out } = window;
      for (const address of out) new Int32Array(arena.memory.buffer, address, some).fill(0);
      const task: SharedTask = {
        kernel: "countErrors",
        start: 0,
        end: window.columns,
        argumentsOf: (number) => [record, swaps, pairs, rooms[number], out[number]],
        part: CHUNK,
      };
      thread.run(task, threads);
      for (const address of out) {
        const counts = new Int32Array(arena.memory.buffer, address, some);
        for (let i = 0; i < some; i++) results[done + i] += counts[i];
      }
      for (let i = done; i < done + some; i++) results[i] += window.settled;
    }
    return results;
  }

  /** Cross-entropy of pictures `start` to `end` (multiples of 16, or the last one) after each swap. */
  crossEntropies(swaps: readonly SignedSwap[], scale: number, start: number, end: number): Float64Array {
    const { arena, thread, threads, layout } = this.#source;
    const all = this.#takeAll(scale);
    const stop = Math.ceil(end / BLOCK) * BLOCK;
    this.#bringUpToDate(all, start, stop);
    const { values, valueBytes } = layout;
    const costs = new Float64Array(swaps.length);
    for (let done = 0; done < swaps.length; done += ROOM) {
      const some = swaps.slice(done, done + ROOM);
      this.#putSwaps(all, some);
      const { record, swaps: list, rooms, results: out } = all;
      const own = out.map((address) => new Float64Array(arena.memory.buffer, address, some.length).fill(0));
      const common = [record, values, valueBytes, scale, list, some.length];
      const task: SharedTask = {
        kernel: "crossEntropies",
        start,
        end: stop,
        argumentsOf: (number) => [...common, rooms[number], out[number]],
        part: PART,
      };
      thread.run(task, threads);
      for (const results of own) for (let i = 0; i < some.length; i++) costs[done + i] += results[i];
    }
    return costs;
  }

  /**
   * How much every half move changes the cross-entropy of pictures `start` to `end` (multiples of 16, or the last one):
   * [class][feature][weight + 1, weight − 1], whether or not a weight may change so. To about six digits.
   */
  halfCrossEntropies(scale: number, start: number, end: number): Float64Array {
    const { arena, kernels, classes } = this.#source;
    const all = this.#takeAll(scale);
    const stop = Math.ceil(end / BLOCK) * BLOCK;
    this.#bringUpToDate(all, start, stop);
    const taken = arena.end;
    const room = arena.takeZeros(kernels.halvesRoom(classes));
    const count = classes * this.#features * 2;
    const out = arena.takeZeros(count * 8);
    kernels.halfCrossEntropies(all.record, scale, start, stop, room, out);
    const changes = new Float64Array(arena.memory.buffer, out, count).slice();
    arena.reset(taken);
    return changes;
  }

  /** Exponentials of the groups that pictures `start` to `end` are in. */
  #bringUpToDate(all: All, start: number, end: number): void {
    const { kernels, layout } = this.#source;
    for (let group = Math.floor(start / GROUP); group * GROUP < end; group++) {
      if (!all.isOld[group]) continue;
      const first = group * GROUP;
      const stop = Math.min(first + GROUP, all.columns);
      kernels.takeExponentials(first, stop, all.record, layout.values, layout.valueBytes, all.scale);
      all.isOld[group] = 0;
    }
  }

  /** Lists swaps for the kernels. */
  #putSwaps(all: All, swaps: readonly SignedSwap[]): void {
    const { arena, weights } = this.#source;
    const features = this.#features;
    const words = new Int32Array(arena.memory.buffer, all.swaps, swaps.length * CLASS_SWAP_WORDS);
    for (const [i, { from, to, sign }] of swaps.entries()) {
      const at = i * CLASS_SWAP_WORDS;
      words[at + AT.removed] = all.rows + (from % features) * all.rowBytes;
      words[at + AT.added] = all.rows + (to % features) * all.rowBytes;
      words[at + AT.removedSign] = (weights[from] & 0xffff) | ((sign ?? weights[from]) << 16);
      words[at + AT.result] = i * 8;
      words[at + AT.from] = Math.floor(from / features);
      words[at + AT.to] = Math.floor(to / features);
    }
  }

  /** Features and margins of the pictures whose class may change, for lists of up to `room` swaps. */
  #takeWindow(swaps: number, everyPicture: boolean): Window {
    const old = this.#window;
    if (old && old.slack >= 0 && old.everyPicture === everyPicture) return old;
    const { arena, kernels, threads, layout, count, classes } = this.#source;
    arena.reset(this.#start);
    this.#all = undefined;
    const margins = arena.take(count * 4);
    kernels.smallestMargins(classes, count, layout.values, layout.valueBytes, layout.targets, margins);
    const least = new Int32Array(arena.memory.buffer, margins, count);
    // A swap changes a margin by at most two features; so does every commit that the window is to outlive.
    const limit = everyPicture
      ? Number.POSITIVE_INFINITY
      : 2 * layout.layers[layout.layers.length - 1].inLargest * (1 + COMMITS);
    const pictures: number[] = [];
    let settled = 0;
    for (let picture = 0; picture < count; picture++) {
      if (least[picture] < limit && least[picture] >= -limit) pictures.push(picture);
      else if (least[picture] < 0) settled++;
    }
    const table = this.#putTable(pictures, false);
    const room = Math.min(65536, Math.max(1024, swaps));
    this.#window = {
      ...table,
      everyPicture,
      settled,
      room,
      swaps: arena.take(room * SWAP_WORDS * 4),
      starts: arena.take((classes * classes + 1) * 4),
      rooms: takeEach(arena, threads, 4 * CHUNK * 2),
      results: takeEach(arena, threads, room * 4),
      slack: COMMITS,
      isOld: true,
    };
    return this.#window;
  }

  /** Features, labels and exponentials of all pictures. */
  #takeAll(scale: number): All {
    if (this.#all?.scale === scale) return this.#all;
    if (this.#all) {
      this.#all.isOld.fill(1);
      this.#all.scale = scale;
      return this.#all;
    }
    const { arena, kernels, threads, layout, count, classes } = this.#source;
    arena.reset(this.#start);
    this.#window = undefined;
    const table = this.#putTable([...Array(count).keys()], true);
    kernels.takeMargins(table.record, layout.values, layout.valueBytes, layout.targets);
    const isOld = new Uint8Array(Math.ceil(count / GROUP)).fill(1);
    const swaps = arena.take(ROOM * CLASS_SWAP_WORDS * 4);
    const rooms = takeEach(arena, threads, (3 + classes) * BLOCK * 4);
    this.#all = { ...table, swaps, rooms, results: takeEach(arena, threads, ROOM * 8), scale, isOld };
    return this.#all;
  }

  /** Takes memory for a table of pictures and writes its record. */
  #putTable(pictures: readonly number[], exponentials: boolean): Table {
    const { arena, kernels, layout, classes } = this.#source;
    const columns = Math.ceil(pictures.length / BLOCK) * BLOCK;
    const numbers = arena.take(columns * 4);
    new Int32Array(arena.memory.buffer, numbers, columns).fill(-1).set(pictures);
    const rowBytes = columns * 2;
    const rows = arena.take(this.#features * rowBytes);
    const floats = exponentials ? columns * 4 : 0;
    const record = arena.put(
      encodeRecord(records.OutputLayer, {
        classes,
        features: this.#features,
        columns,
        pictures: numbers,
        rows,
        rowBytes,
        margins: arena.take(classes * rowBytes),
        labels: arena.take(rowBytes),
        shares: arena.take(classes * floats),
        references: arena.take(floats),
        exponents: arena.take(floats),
      }),
    );
    kernels.gatherFeatures(record, layout.lastInput, layout.stateBytes);
    return { record, columns, rows, rowBytes };
  }
}

interface Table {
  readonly record: number;
  readonly columns: number;
  readonly rows: number;
  readonly rowBytes: number;
}

/** What each thread works with: room for passing notes, and its results. */
interface Shares {
  readonly rooms: readonly number[];
  readonly results: readonly number[];
}

interface Window extends Table, Shares {
  readonly everyPicture: boolean;
  /** Pictures outside the window that are wrong. */
  readonly settled: number;
  readonly room: number;
  readonly swaps: number;
  readonly starts: number;
  /** Swaps that may still be committed before the window must be taken anew. */
  slack: number;
  isOld: boolean;
}

interface All extends Table, Shares {
  readonly swaps: number;
  readonly isOld: Uint8Array;
  scale: number;
}

function pairOf(from: number, to: number, features: number, classes: number): number {
  return Math.floor(from / features) * classes + Math.floor(to / features);
}

function takeEach(arena: Arena, threads: number, bytes: number): number[] {
  return Array.from({ length: threads }, () => arena.take(bytes));
}

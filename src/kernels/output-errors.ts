import { OutputSwap } from "./generated/records.js";
import type { SharedTask } from "./neighbours-threads.js";
import { featureCount, type OutputSource, type OutputTable, putTable, takeEach } from "./output-table.js";
import { wordsOf } from "./records.js";

const SWAP_WORDS = OutputSwap.bytes / 4;
/** The signs of a swap's weights, 16 bits each, share a word. */
const AT = wordsOf(OutputSwap);
/** Images that the kernel prepares a pair of classes for at a time. */
const CHUNK = 1024;
/** Commits that a window outlives. */
const COMMITS = 4;

/**
 * Errors after swaps in a last dense layer, by a window: the images whose margin (label's logit minus the best other)
 * is not larger than any swap can change. The others are left out, which is exact.
 */
export class OutputErrors {
  readonly #source: OutputSource;
  readonly #features: number;
  readonly #window: Window;

  /**
   * Takes a window behind what the arena has handed out.
   * @param swaps how many are scored at once
   * @param everyImage look at images that cannot change class, too (for comparison)
   */
  constructor(source: OutputSource, swaps: number, everyImage: boolean) {
    this.#source = source;
    this.#features = featureCount(source);
    this.#window = takeWindow(source, swaps, everyImage);
  }

  /** Whether the window still has every image that a swap can change, or all where all are asked for. */
  serves(everyImage: boolean): boolean {
    return this.#window.slack >= 0 && this.#window.everyImage === everyImage;
  }

  /** To be called after swaps in this layer have been committed. */
  changed(swaps: number): void {
    this.#window.slack -= swaps;
    this.#window.isOld = true;
  }

  /**
   * Wrongly classified images, of all, after each swap (`from[i]` to `to[i]`, the weight keeping its sign).
   */
  errors(from: ArrayLike<number>, to: ArrayLike<number>): Int32Array {
    const { arena, kernels, thread, threads, layout, weights, classes } = this.#source;
    const window = this.#window;
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
}

interface Window extends OutputTable {
  readonly everyImage: boolean;
  /** Images outside the window that are wrong. */
  readonly settled: number;
  readonly room: number;
  readonly swaps: number;
  readonly starts: number;
  /** What each thread works with: room for passing notes, and its results. */
  readonly rooms: readonly number[];
  readonly results: readonly number[];
  /** Swaps that may still be committed before the window must be taken anew. */
  slack: number;
  isOld: boolean;
}

/** Features and margins of the images whose class may change, for lists of up to `room` swaps. */
function takeWindow(source: OutputSource, swaps: number, everyImage: boolean): Window {
  const { arena, kernels, threads, layout, count, classes } = source;
  const margins = arena.take(count * 4);
  kernels.smallestMargins(classes, count, layout.values, layout.valueBytes, layout.targets, margins);
  const margin = new Int32Array(arena.memory.buffer, margins, count);
  // A swap changes a margin by at most two features; so does every commit that the window is to outlive.
  const limit = everyImage
    ? Number.POSITIVE_INFINITY
    : 2 * layout.layers[layout.layers.length - 1].inLargest * (1 + COMMITS);
  const images: number[] = [];
  let settled = 0;
  for (let image = 0; image < count; image++) {
    if (margin[image] < limit && margin[image] >= -limit) images.push(image);
    else if (margin[image] < 0) settled++;
  }
  const table = putTable(source, images, false);
  const room = Math.min(65536, Math.max(1024, swaps));
  return {
    ...table,
    everyImage,
    settled,
    room,
    swaps: arena.take(room * SWAP_WORDS * 4),
    starts: arena.take((classes * classes + 1) * 4),
    rooms: takeEach(arena, threads, 4 * CHUNK * 2),
    results: takeEach(arena, threads, room * 4),
    slack: COMMITS,
    isOld: true,
  };
}

function pairOf(from: number, to: number, features: number, classes: number): number {
  return Math.floor(from / features) * classes + Math.floor(to / features);
}

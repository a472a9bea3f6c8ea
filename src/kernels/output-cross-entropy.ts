import { ClassSwap } from "./generated/records.js";
import type { SharedTask } from "./neighbours-threads.js";
import { featureCount, type OutputSource, type OutputTable, putTable, takeEach } from "./output-table.js";
import { BLOCK } from "./plane-layers.js";
import { wordsOf } from "./records.js";
import type { SignedSwap } from "./weight-changes.js";

/** Images whose exponentials are brought up to date together. */
const GROUP = 256;
const SWAP_WORDS = ClassSwap.bytes / 4;
/** The signs of a swap's weights, 16 bits each, share a word. */
const AT = wordsOf(ClassSwap);
/** Swaps whose cross-entropy is computed at a time. */
const ROOM = 1024;
/** Images that a thread takes at a time: few, so that none has to wait long, but enough to stay in one chunk. */
const PART = 512;

/** Cross-entropy after swaps in a last dense layer, from exponentials of all images' present logits. */
export class OutputCrossEntropy {
  readonly #source: OutputSource;
  readonly #features: number;
  readonly #all: All;

  /** Takes memory behind what the arena has handed out. */
  constructor(source: OutputSource, scale: number) {
    this.#source = source;
    this.#features = featureCount(source);
    this.#all = takeAll(source, scale);
  }

  /** Another factor on the logits. */
  setScale(scale: number): void {
    if (scale === this.#all.scale) return;
    this.#all.scale = scale;
    this.changed();
  }

  /** To be called after the layers' kernels have committed swaps in this layer. */
  changed(): void {
    this.#all.isOld.fill(1);
  }

  /** Commits a swap: the present logits and their exponentials are up to date then. */
  commit(swap: SignedSwap): void {
    const all = this.#all;
    const { thread, threads, layout } = this.#source;
    this.#bringUpToDate(all, 0, all.columns);
    this.#putSwaps(all, [swap]);
    const { values, valueBytes } = layout;
    const common = [all.record, all.swaps, values, valueBytes, all.scale];
    thread.run({ kernel: "commitSwap", start: 0, end: all.columns, argumentsOf: () => common }, threads);
  }

  /** Cross-entropy of images `start` to `end` (multiples of 16, or the last one) after each swap. */
  crossEntropies(swaps: readonly SignedSwap[], start: number, end: number): Float64Array {
    const { arena, thread, threads, layout } = this.#source;
    const all = this.#all;
    const stop = Math.ceil(end / BLOCK) * BLOCK;
    this.#bringUpToDate(all, start, stop);
    const { values, valueBytes } = layout;
    const costs = new Float64Array(swaps.length);
    for (let done = 0; done < swaps.length; done += ROOM) {
      const some = swaps.slice(done, done + ROOM);
      this.#putSwaps(all, some);
      const { record, swaps: list, rooms, results: out } = all;
      const own = out.map((address) => new Float64Array(arena.memory.buffer, address, some.length).fill(0));
      const common = [record, values, valueBytes, all.scale, list, some.length];
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
   * How much every single-weight change changes the cross-entropy of images `start` to `end` (multiples of 16, or the
   * last one): [class][feature][weight + 1, weight − 1], whether or not a weight may change so. To about six digits.
   */
  singleChangeCrossEntropies(start: number, end: number): Float64Array {
    const { arena, kernels, classes } = this.#source;
    const all = this.#all;
    const stop = Math.ceil(end / BLOCK) * BLOCK;
    this.#bringUpToDate(all, start, stop);
    const taken = arena.end;
    const room = arena.takeZeros(kernels.singleChangesRoom(classes));
    const count = classes * this.#features * 2;
    const out = arena.takeZeros(count * 8);
    kernels.singleChangeCrossEntropies(all.record, all.scale, start, stop, room, out);
    const changes = new Float64Array(arena.memory.buffer, out, count).slice();
    arena.reset(taken);
    return changes;
  }

  /** Exponentials of the groups that images `start` to `end` are in. */
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
    const words = new Int32Array(arena.memory.buffer, all.swaps, swaps.length * SWAP_WORDS);
    for (const [i, { from, to, sign }] of swaps.entries()) {
      const at = i * SWAP_WORDS;
      words[at + AT.removed] = all.rows + (from % features) * all.rowBytes;
      words[at + AT.added] = all.rows + (to % features) * all.rowBytes;
      words[at + AT.removedSign] = (weights[from] & 0xffff) | ((sign ?? weights[from]) << 16);
      words[at + AT.result] = i * 8;
      words[at + AT.from] = Math.floor(from / features);
      words[at + AT.to] = Math.floor(to / features);
    }
  }
}

interface All extends OutputTable {
  readonly swaps: number;
  /** What each thread works with: room for passing notes, and its results. */
  readonly rooms: readonly number[];
  readonly results: readonly number[];
  /** Which groups' exponentials are out of date. */
  readonly isOld: Uint8Array;
  scale: number;
}

/** Features, labels and room for exponentials of all images. */
function takeAll(source: OutputSource, scale: number): All {
  const { arena, kernels, threads, layout, count, classes } = source;
  const table = putTable(source, [...Array(count).keys()], true);
  kernels.takeMargins(table.record, layout.values, layout.valueBytes, layout.targets);
  const isOld = new Uint8Array(Math.ceil(count / GROUP)).fill(1);
  const swaps = arena.take(ROOM * SWAP_WORDS * 4);
  const rooms = takeEach(arena, threads, (3 + classes) * BLOCK * 4);
  return { ...table, swaps, rooms, results: takeEach(arena, threads, ROOM * 8), scale, isOld };
}

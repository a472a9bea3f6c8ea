import type { NeighbourKernels } from "./neighbour-kernels.js";

/** Kernels whose images threads can share: the first two parameters are where the images start and end. */
const SHARED = [
  "build",
  "commit",
  "costs",
  "commonCosts",
  "takeExponentials",
  "crossEntropies",
  "countErrors",
  "commitSwap",
] as const satisfies readonly (keyof NeighbourKernels)[];

/** Work for all threads. */
export interface SharedTask {
  readonly kernel: (typeof SHARED)[number];
  /** Images. */
  readonly start: number;
  readonly end: number;
  /** What the kernel gets besides, on this thread: at most `MOST_ARGUMENTS` numbers. */
  readonly argumentsOf: (thread: number) => readonly number[];
  /** Images that a thread takes at a time: parts begin and end at multiples of this, itself one of 16. Default 256. */
  readonly part?: number;
}

/** What a thread gets when it starts. */
export interface ThreadPart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  /** Address of the words that the threads agree by. */
  readonly control: number;
  /** Number of the thread: 0 for the one that gives the tasks. */
  readonly thread: number;
}

const Word = { job: 0, left: 1, finished: 2, kernel: 3, start: 4, end: 5, part: 6, parts: 7 } as const;
const WORDS = 8;
const MOST_ARGUMENTS = 12;

export const MOST_THREADS = 64;
export const CONTROL_BYTES = WORDS * 4 + MOST_THREADS * MOST_ARGUMENTS * 8;

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): NeighbourKernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as NeighbourKernels;
}

/**
 * One thread's share of the work on a search. Whoever is free takes the next images; which thread it is does not
 * matter, because sums over blocks are exact in any order.
 */
export class NeighbourThread {
  readonly #kernels: NeighbourKernels;
  readonly #words: Int32Array;
  /** A row of arguments for each thread. */
  readonly #rows: Float64Array;
  readonly #own: Float64Array;

  constructor({ module, memory, control, thread }: ThreadPart, kernels = instantiate(module, memory)) {
    this.#kernels = kernels;
    this.#words = new Int32Array(memory.buffer, control, WORDS);
    this.#rows = new Float64Array(memory.buffer, control + WORDS * 4, MOST_THREADS * MOST_ARGUMENTS);
    this.#own = this.#rows.subarray(thread * MOST_ARGUMENTS, (thread + 1) * MOST_ARGUMENTS);
  }

  /** Thread 0: runs a task with whoever helps, and returns when it is done. */
  run({ kernel, start, end, argumentsOf, part = 256 }: SharedTask, threads: number): void {
    const words = this.#words;
    words[Word.kernel] = SHARED.indexOf(kernel);
    words[Word.start] = start;
    words[Word.end] = end;
    words[Word.part] = part;
    for (let thread = 0; thread < threads; thread++) {
      this.#rows.set(argumentsOf(thread), thread * MOST_ARGUMENTS);
    }
    const parts = Math.ceil(end / part) - Math.floor(start / part);
    words[Word.parts] = parts;
    Atomics.store(words, Word.finished, 0);
    // From here on a thread that is still awake may take parts; so everything else is in place already.
    Atomics.store(words, Word.left, parts);
    if (parts > 1 && threads > 1) {
      Atomics.add(words, Word.job, 1);
      Atomics.notify(words, Word.job);
    }
    this.#takeParts();
    for (let done = 0; done < parts; done = Atomics.load(words, Word.finished)) {
      if (done > 0) Atomics.wait(words, Word.finished, done);
    }
  }

  /** Other threads: help with every task, for ever. */
  serve(): never {
    for (let seen = 0; ; ) {
      Atomics.wait(this.#words, Word.job, seen);
      seen = Atomics.load(this.#words, Word.job);
      this.#takeParts();
    }
  }

  #takeParts(): void {
    const words = this.#words;
    for (;;) {
      // What is left counts down to 0, so that a late thread cannot mistake one task's end for the next one's part.
      const left = Atomics.sub(words, Word.left, 1);
      if (left <= 0) return;
      const part = words[Word.part];
      // The first images first: they may show already that a neighbour is beyond its limit.
      const first = (Math.floor(words[Word.start] / part) + words[Word.parts] - left) * part;
      const kernel = this.#kernels[SHARED[words[Word.kernel]]] as (...numbers: number[]) => void;
      kernel(Math.max(first, words[Word.start]), Math.min(first + part, words[Word.end]), ...this.#own);
      Atomics.add(words, Word.finished, 1);
      Atomics.notify(words, Word.finished);
    }
  }
}

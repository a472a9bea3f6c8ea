import type { NeighbourKernels } from "./neighbours-layout.js";

/** What a task does with its pictures. */
export const Task = { build: 0, commit: 1, costs: 2 } as const;

/** A task for all threads; addresses are those of a `SearchLayout`. */
export interface SharedTask {
  readonly kind: (typeof Task)[keyof typeof Task];
  readonly search: number;
  /** A scratch memory a thread. */
  readonly scratches: readonly number[];
  /** Pictures. */
  readonly start: number;
  readonly end: number;
  /** For costs: the record, how many neighbours, and where each thread's sums go, `sumBytes` a thread. */
  readonly cost: number;
  readonly neighbours: number;
  readonly limit: number;
  readonly sums: number;
  readonly sumBytes: number;
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

/** Pictures that a thread takes at a time: ranges begin and end at multiples of this. */
const PART = 256;
const BLOCK = 16;

const Word = {
  job: 0,
  left: 1,
  finished: 2,
  kind: 3,
  search: 4,
  start: 5,
  end: 6,
  cost: 7,
  neighbours: 8,
  sums: 9,
  sumBytes: 10,
  limit: 12,
  scratches: 16,
} as const;

export const MOST_THREADS = 64;
export const CONTROL_BYTES = 4 * (Word.scratches + MOST_THREADS);

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): NeighbourKernels {
  return new WebAssembly.Instance(module, { env: { memory } }).exports as unknown as NeighbourKernels;
}

/**
 * One thread's share of the work on a search. Whoever is free takes the next pictures; which thread it is does not matter,
 * because sums over blocks are exact in any order.
 */
export class NeighbourThread {
  readonly #kernels: NeighbourKernels;
  readonly #thread: number;
  readonly #words: Int32Array;
  readonly #limit: Float64Array;

  constructor({ module, memory, control, thread }: ThreadPart, kernels = instantiate(module, memory)) {
    this.#kernels = kernels;
    this.#thread = thread;
    this.#words = new Int32Array(memory.buffer, control, CONTROL_BYTES / 4);
    this.#limit = new Float64Array(memory.buffer, control + 4 * Word.limit, 1);
  }

  /** Thread 0: runs a task with whoever helps, and returns when it is done. */
  run(task: SharedTask): void {
    const words = this.#words;
    words[Word.kind] = task.kind;
    words[Word.search] = task.search;
    words[Word.start] = task.start;
    words[Word.end] = task.end;
    words[Word.cost] = task.cost;
    words[Word.neighbours] = task.neighbours;
    words[Word.sums] = task.sums;
    words[Word.sumBytes] = task.sumBytes;
    this.#limit[0] = task.limit;
    words.set(task.scratches, Word.scratches);
    const parts = Math.ceil(task.end / PART) - Math.floor(task.start / PART);
    Atomics.store(words, Word.finished, 0);
    // From here on a thread that is still awake may take parts; so everything else is in place already.
    Atomics.store(words, Word.left, parts);
    if (parts > 1 && task.scratches.length > 1) {
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
      const part = Atomics.sub(words, Word.left, 1) - 1;
      if (part < 0) return;
      const first = (Math.floor(words[Word.start] / PART) + part) * PART;
      const start = Math.max(first, words[Word.start]);
      const end = Math.min(first + PART, words[Word.end]);
      this.#work(start, end);
      Atomics.add(words, Word.finished, 1);
      Atomics.notify(words, Word.finished);
    }
  }

  #work(start: number, end: number): void {
    const words = this.#words;
    const kernels = this.#kernels;
    const search = words[Word.search];
    const scratch = words[Word.scratches + this.#thread];
    if (words[Word.kind] === Task.costs) {
      const sums = words[Word.sums] + this.#thread * words[Word.sumBytes];
      kernels.costs(
        search,
        scratch,
        words[Word.cost],
        start,
        end,
        words[Word.neighbours],
        this.#limit[0],
        sums,
      );
      return;
    }
    const [first, last] = [start / BLOCK, Math.ceil(end / BLOCK)];
    if (words[Word.kind] === Task.build) kernels.build(search, scratch, first, last);
    else kernels.commit(search, scratch, first, last);
  }
}

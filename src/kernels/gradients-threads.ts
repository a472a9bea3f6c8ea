import { type GradientsLayout, SHARDS } from "./gradients-layout.js";

/** Functions of assembly/gradients.ts. */
export interface GradientKernels {
  heapBase(): number;
  prepare(network: number, layer: number): void;
  forward(network: number, scratch: number, start: number, end: number): void;
  shard(network: number, scratch: number, gradients: number, start: number, end: number): void;
  reduce(network: number, layer: number, gradients: number): void;
}

export function instantiate(module: WebAssembly.Module, memory: WebAssembly.Memory): GradientKernels {
  const imports = {
    env: {
      memory,
      abort: () => {
        throw new Error("a gradient kernel aborted");
      },
    },
  };
  return new WebAssembly.Instance(module, imports).exports as unknown as GradientKernels;
}

/** What a job does with its shards. */
export const Job = { gradients: 0, forward: 1 } as const;

/** Words of shared memory that the threads agree by. */
const Word = { job: 0, next: 1, finished: 2, kind: 3, count: 4 } as const;

/** What a worker thread gets. */
export interface WorkerPart {
  readonly module: WebAssembly.Module;
  readonly memory: WebAssembly.Memory;
  readonly layout: Pick<
    GradientsLayout,
    "network" | "control" | "shards" | "gradientBytes" | "scratch" | "scratchBytes"
  >;
  /** Number of the thread, which picks its scratch memory. */
  readonly thread: number;
}

/** One thread's share of the work. Whoever is free takes the next shard; which thread it is does not matter. */
export class GradientThread {
  readonly #kernels: GradientKernels;
  readonly #part: WorkerPart;
  readonly #words: Int32Array;

  constructor(part: WorkerPart, kernels = instantiate(part.module, part.memory)) {
    this.#part = part;
    this.#kernels = kernels;
    this.#words = new Int32Array(part.memory.buffer, part.layout.control, 16);
  }

  /** Main thread: runs a job on `count` images with whoever helps, and returns when all shards are done. */
  run(kind: number, count: number): void {
    const words = this.#words;
    words[Word.kind] = kind;
    words[Word.count] = count;
    Atomics.store(words, Word.finished, 0);
    // From here on a worker that is still awake may take shards; so everything else is in place already.
    Atomics.store(words, Word.next, 0);
    Atomics.add(words, Word.job, 1);
    Atomics.notify(words, Word.job);
    this.#takeShards();
    for (let done = 0; done < SHARDS; done = Atomics.load(words, Word.finished)) {
      if (done > 0) Atomics.wait(words, Word.finished, done);
    }
  }

  /** Worker thread: helps with every job, for ever. */
  serve(): never {
    for (let seen = 0; ; ) {
      Atomics.wait(this.#words, Word.job, seen);
      seen = Atomics.load(this.#words, Word.job);
      this.#takeShards();
    }
  }

  #takeShards(): void {
    const words = this.#words;
    const { network, shards, gradientBytes, scratch, scratchBytes } = this.#part.layout;
    const own = scratch + this.#part.thread * scratchBytes;
    for (;;) {
      const shard = Atomics.add(words, Word.next, 1);
      if (shard >= SHARDS) return;
      const count = words[Word.count];
      const start = Math.floor((count * shard) / SHARDS);
      const end = Math.floor((count * (shard + 1)) / SHARDS);
      if (words[Word.kind] === Job.forward) this.#kernels.forward(network, own, start, end);
      else this.#kernels.shard(network, own, shards + shard * gradientBytes, start, end);
      Atomics.add(words, Word.finished, 1);
      Atomics.notify(words, Word.finished);
    }
  }
}

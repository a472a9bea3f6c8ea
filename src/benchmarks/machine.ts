import { wasm } from "./generated/machine.js";

/** What one thread of this machine does at best with 16-byte vectors in WebAssembly. */
export interface Machine {
  /** Vectors loaded from the first-level cache and added, a second. */
  readonly vectors: number;
  /** Bytes read from memory, in order, a second. */
  readonly bytes: number;
}

const STREAMED = 256 * 1024 * 1024;

/** Measures for about a second. */
export async function measureMachine(): Promise<Machine> {
  const memory = new WebAssembly.Memory({ initial: STREAMED / 65536 + 1, maximum: 65536, shared: true });
  const module = await WebAssembly.compile(wasm);
  const instance = await WebAssembly.instantiate(module, { env: { memory } });
  const kernels = instance.exports as unknown as {
    heapBase(): number;
    stream(from: number, bytes: number): number;
    add(from: number, rounds: number): number;
  };
  const from = Math.ceil(kernels.heapBase() / 64) * 64;
  new Uint8Array(memory.buffer, from, STREAMED).fill(1);
  const rounds = 2000;
  return {
    vectors: (rounds * 512) / fastest(20, () => kernels.add(from, rounds)),
    bytes: STREAMED / fastest(8, () => kernels.stream(from, STREAMED)),
  };
}

/**
 * Processor seconds of the fastest of some runs, after one to warm up. Other programs only ever make a run slower, so
 * the fastest is the best guess at what the code itself takes.
 */
export function fastest(runs: number, run: () => unknown): number {
  run();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = process.cpuUsage();
    run();
    const { user, system } = process.cpuUsage(start);
    best = Math.min(best, user + system);
  }
  return best / 1e6;
}

/** The same by the clock, for what runs on several threads. */
export function fastestByClock(runs: number, run: () => unknown): number {
  run();
  let best = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const start = performance.now();
    run();
    best = Math.min(best, performance.now() - start);
  }
  return best / 1000;
}

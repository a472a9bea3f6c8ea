import { wasm } from "./generated/machine.js";
import type { Pace } from "./stopwatch.js";

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
  return fastestPace(runs, run).cpuSeconds;
}

/** The same by the clock as well, each on its own; processor seconds are those of all threads together. */
export function fastestPace(runs: number, run: () => unknown): Pace {
  run();
  let seconds = Number.POSITIVE_INFINITY;
  let cpuSeconds = Number.POSITIVE_INFINITY;
  for (let i = 0; i < runs; i++) {
    const cpu = process.cpuUsage();
    const start = performance.now();
    run();
    seconds = Math.min(seconds, (performance.now() - start) / 1000);
    const { user, system } = process.cpuUsage(cpu);
    cpuSeconds = Math.min(cpuSeconds, (user + system) / 1e6);
  }
  return { seconds, cpuSeconds };
}

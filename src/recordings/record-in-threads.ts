import { ThreadPool } from "../jobs/thread-pool.js";
import type { EpisodeSeed } from "../rollout/seeds.js";
import type { AgentSpec } from "./agent-spec.js";
import type { RecordOptions } from "./record-episodes.js";
import type { Agent } from "./recording.js";

/** What the episodes of a run have in common. */
export interface RecordPlan {
  readonly spec: AgentSpec;
  readonly agent: Agent;
  readonly folder: string;
  /** Counts that all threads see, see `Shared`. */
  readonly shared: Int32Array;
}

/** What the shared counts mean. */
export const Shared = {
  /** 1 when episodes under way are to be dropped. */
  isOver: 0,
  /** How many steps have been taken. */
  steps: 1,
} as const;

/** Milliseconds between two reports of progress. */
const REPORT = 200;

export interface ThreadRecordOptions
  extends Pick<RecordOptions, "agent" | "folder" | "seeds" | "signal" | "onProgress"> {
  readonly spec: AgentSpec;
  readonly threads: number;
}

/**
 * As `recordEpisodes`, but each thread runs episodes of its own, and packs and writes them too.
 * @returns the JSON files, in the order of the seeds
 */
export async function recordInThreads(options: ThreadRecordOptions): Promise<string[]> {
  const { spec, agent, folder, seeds, signal, onProgress } = options;
  const threads = Math.min(options.threads, seeds.length);
  const shared = new Int32Array(new SharedArrayBuffer(8));
  const plan: RecordPlan = { spec, agent, folder, shared };
  const files = new Map<EpisodeSeed, string>();
  const report = () => onProgress?.({ episodes: files.size, steps: Atomics.load(shared, Shared.steps) });
  const job = { module: new URL("./record-and-save-worker.js", import.meta.url) };
  const callOff = () => Atomics.store(shared, Shared.isOver, 1);
  signal?.addEventListener("abort", callOff, { once: true });
  const timer = setInterval(report, REPORT);
  const pool = new ThreadPool(threads);
  const left = seeds.values();
  const recordSome = async () => {
    for (const seed of left) {
      if (signal?.aborted) return;
      const [file] = await pool.runInOneThread<RecordPlan, EpisodeSeed, string | undefined>(job, plan, [
        seed,
      ]);
      if (file !== undefined) files.set(seed, file);
      report();
    }
  };
  try {
    const ends = await Promise.allSettled(Array.from({ length: threads }, recordSome));
    for (const end of ends) if (end.status === "rejected") throw end.reason;
  } finally {
    clearInterval(timer);
    signal?.removeEventListener("abort", callOff);
    await pool.close();
  }
  return seeds.flatMap((seed) => files.get(seed) ?? []);
}

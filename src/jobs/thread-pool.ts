import Tinypool from "tinypool";
import type { z } from "zod";
import type { JobModule, JobPool, RunOptions } from "./job-pool.js";
import type { ThreadJobs } from "./job-thread.js";

/** Does jobs in worker threads of this process. */
export class ThreadPool implements JobPool {
  readonly width: number;
  readonly #pool: Tinypool;

  constructor(threads: number) {
    this.width = threads;
    this.#pool = new Tinypool({
      filename: new URL("./job-thread.js", import.meta.url).href,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: 60_000,
    });
  }

  async run<Shared, Item, Result>(
    kind: JobModule & { readonly result?: z.ZodType<Result> },
    shared: Shared,
    items: readonly Item[],
    { signal, onResult }: RunOptions<Result> = {},
  ): Promise<Result[]> {
    // It may have come between two calls.
    signal?.throwIfAborted();
    const cancel = () => this.#pool.cancelPendingTasks();
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await Promise.all(
        items.map(async (item) => {
          const [result] = await this.runInOneThread<Shared, Item, Result>(kind, shared, [item]);
          onResult?.(result);
          return result;
        }),
      );
    } catch (error) {
      signal?.throwIfAborted();
      throw error;
    } finally {
      signal?.removeEventListener("abort", cancel);
    }
  }

  /** Does jobs one after another in the next thread that is free. */
  runInOneThread<Shared, Item, Result>(
    { module }: JobModule,
    shared: Shared,
    items: readonly Item[],
  ): Promise<Result[]> {
    return this.#pool.run({ module: module.href, shared, items } satisfies ThreadJobs);
  }

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

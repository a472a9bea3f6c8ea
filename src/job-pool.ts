import Tinypool from "tinypool";

/** Does jobs of one kind in worker threads. */
export class JobPool<Job, Result> {
  readonly #pool: Tinypool;

  /** @param worker the module whose default function does a job */
  constructor(worker: URL, threads: number) {
    this.#pool = new Tinypool({
      filename: worker.href,
      minThreads: threads,
      maxThreads: threads,
      idleTimeout: 60_000,
    });
  }

  /**
   * @param onResult called as jobs are done, in any order
   * @returns the results in the order of the jobs; rejects with the signal's reason when it comes before all have begun
   */
  async run(
    jobs: readonly Job[],
    { signal, onResult }: { signal?: AbortSignal; onResult?: (result: Result) => void } = {},
  ): Promise<Result[]> {
    // It may have come between two calls.
    signal?.throwIfAborted();
    const cancel = () => this.#pool.cancelPendingTasks();
    signal?.addEventListener("abort", cancel, { once: true });
    try {
      return await Promise.all(
        jobs.map(async (job) => {
          const result: Result = await this.#pool.run(job);
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

  async close(): Promise<void> {
    await this.#pool.destroy();
  }
}

import Tinypool from "tinypool";
import type { z } from "zod";
import { InputError } from "../errors.js";
import { CallWatch, callDeadline, isHurried, newBoard, STOP_DEADLINE } from "../user-calls.js";
import type { JobModule, JobPool, RunOptions } from "./job-pool.js";
import type { ThreadJobs } from "./job-thread.js";

/** Milliseconds between two looks at what the threads are doing. */
const LOOK = 500;

/** A job that is given to a thread, or waits for one. */
interface Running {
  readonly calls: CallWatch;
  /** Ends its thread. */
  readonly controller: AbortController;
  /** What it did not come back from. */
  hung?: InputError;
}

/**
 * Does jobs in worker threads of this process. A thread that does not come back from a call into a user's module is
 * ended, and its job rejects with an InputError that says which call it was.
 */
export class ThreadPool implements JobPool {
  readonly width: number;
  readonly #pool: Tinypool;
  readonly #deadline = callDeadline();
  readonly #running = new Set<Running>();
  #timer: NodeJS.Timeout | undefined;
  #calledOff = false;

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
    this.#calledOff = false;
    const cancel = () => {
      this.#calledOff = true;
      this.#pool.cancelPendingTasks();
    };
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
  async runInOneThread<Shared, Item, Result>(
    { module }: JobModule,
    shared: Shared,
    items: readonly Item[],
  ): Promise<Result[]> {
    const calls = newBoard();
    const running: Running = { calls: new CallWatch(calls), controller: new AbortController() };
    this.#running.add(running);
    this.#timer ??= setInterval(() => this.#look(), LOOK);
    try {
      const jobs: ThreadJobs = { module: module.href, shared, items, calls };
      return await this.#pool.run(jobs, { signal: running.controller.signal });
    } catch (error) {
      throw running.hung ?? error;
    } finally {
      this.#running.delete(running);
      if (this.#running.size === 0) this.#rest();
    }
  }

  #look(): void {
    const patience =
      this.#calledOff || isHurried() ? Math.min(STOP_DEADLINE, this.#deadline) : this.#deadline;
    for (const running of this.#running) {
      if (running.calls.look() < patience) continue;
      running.hung = new InputError(running.calls.sentence(patience));
      running.controller.abort();
    }
  }

  #rest(): void {
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  async close(): Promise<void> {
    this.#rest();
    await this.#pool.destroy();
  }
}

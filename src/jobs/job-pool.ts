import type { z } from "zod";
import { ThreadPool } from "./thread-pool.js";

/** What does jobs of a kind. */
export interface JobModule {
  /** The module whose default function does a job: `(shared: Shared, item: Item) => Promise<Result>`. */
  readonly module: URL;
}

/**
 * A kind of job. What comes of a job depends on what it is given alone, so it is the same in any thread and on any
 * machine. The schemas check what came over a network; `z.codec` is for what differs from its JSON.
 */
export interface JobKind<Shared, Item, Result> extends JobModule {
  /** As it stands in the queue, in messages and in `cluster status`. */
  readonly name: string;
  /** What all jobs of a run have in common. To a cluster it travels once. */
  readonly shared: z.ZodType<Shared>;
  readonly item: z.ZodType<Item>;
  readonly result: z.ZodType<Result>;
  /** Which job it is, in a few words: "CartPole-v1, seed 20000". */
  describe(shared: Shared, item: Item): string;
  /** The user's module that a job needs: a file. */
  userModule?(shared: Shared): string | undefined;
  /** Items that a cluster does in one job at most: 1 where each takes long. */
  readonly together: number;
  /** Seconds that a cluster keeps what came of a job, for a run that is started again. */
  readonly keep: number;
}

/** How a run of jobs is followed and called off. */
export interface RunOptions<Result> {
  readonly signal?: AbortSignal;
  /** Called as jobs are done, in any order. */
  readonly onResult?: (result: Result) => void;
}

/** Does jobs, many at once: in worker threads, or on a cluster. */
export interface JobPool {
  /** About how many jobs are done at once. Results must not depend on it. */
  readonly width: number;
  /**
   * Does one job for each item.
   * @returns the results in the order of the items; rejects with the signal's reason when it comes before all have
   * begun
   */
  run<Shared, Item, Result>(
    kind: JobKind<Shared, Item, Result>,
    shared: Shared,
    items: readonly Item[],
    options?: RunOptions<Result>,
  ): Promise<Result[]>;
  close(): Promise<void>;
}

/** Who does the jobs. Results do not depend on it. */
export interface Workers {
  /** Worker threads of this process. */
  readonly threads: number;
  /** Does the jobs instead, together with others. */
  readonly cluster?: JobPool;
}

/** The cluster where there is one, which stays open when the pool is closed; else threads of this process. */
export function openPool({ threads, cluster }: Workers): JobPool {
  if (!cluster) return new ThreadPool(threads);
  return {
    get width() {
      return cluster.width;
    },
    run: (kind, shared, items, options) => cluster.run(kind, shared, items, options),
    close: () => Promise.resolve(),
  };
}

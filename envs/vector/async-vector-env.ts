import { availableParallelism } from "node:os";
import { Worker } from "node:worker_threads";
import type { Env, Picture } from "../env.js";
import type { EnvMap, EnvOf, Known, NoOptions, OptionsOf } from "../registry.js";
import type { Wrapper } from "../wrappers/wrapper.js";
import { makeFromSource } from "./make-from-source.js";
import { VectorBase, type VectorOptions } from "./vector-base.js";
import {
  type BatchedAction,
  flatActions,
  maskFor,
  seedsFor,
  type VectorEnv,
  type VectorResetOptions,
  type VectorResetResult,
  type VectorStepResult,
} from "./vector-env.js";
import type { EnvSource, Request, Response, WorkerData } from "./worker-protocol.js";

export interface AsyncVectorOptions extends VectorOptions {
  /** Threads. Default: one an environment, at most as many as there are processors. */
  readonly workers?: number;
}

/**
 * Steps several environments in worker threads (gymnasium.vector.AsyncVectorEnv). Observations, rewards and actions are in
 * shared memory. The results are those of `SyncVectorEnv`, whatever the number of threads. For Node.
 *
 * An error in a thread rejects the call that waits for it and ends all threads; later calls reject with the same error.
 */
export class AsyncVectorEnv<E extends Env> extends VectorBase<E> implements VectorEnv<E> {
  readonly #threads: Thread[] = [];
  #failure: Error | undefined;
  #closed = false;
  #busy = false;

  /**
   * Makes `numEnvs` environments in worker threads.
   *
   * @param source A registered environment and its options, or the URL of a module whose default export makes one.
   * @throws {RangeError} when the number of environments or of workers is not a positive integer.
   */
  static async create<Id extends keyof EnvMap, const Options extends OptionsOf<Id> = NoOptions>(
    numEnvs: number,
    source: { readonly id: Id; readonly options?: Known<Id, Options> },
    options?: AsyncVectorOptions,
  ): Promise<AsyncVectorEnv<Wrapper<EnvOf<Id, Options>>>>;
  static async create<E extends Env>(
    numEnvs: number,
    source: { readonly module: URL },
    options?: AsyncVectorOptions,
  ): Promise<AsyncVectorEnv<E>>;
  static async create(
    numEnvs: number,
    given: { readonly id: string; readonly options?: object } | { readonly module: URL },
    { workers = availableParallelism(), ...options }: AsyncVectorOptions = {},
  ): Promise<AsyncVectorEnv<Env>> {
    if (!Number.isInteger(workers) || workers < 1) {
      throw new RangeError(`expected a positive number of workers, got ${workers}`);
    }
    const source = "module" in given ? { module: given.module.href } : given;
    // Only to learn the spaces; the threads make their own.
    const env = await makeFromSource(source);
    let vector: AsyncVectorEnv<Env>;
    try {
      vector = new AsyncVectorEnv(env, numEnvs, options);
    } finally {
      env.close();
    }
    await vector.#start(source, Math.min(workers, numEnvs));
    return vector;
  }

  private constructor(env: E, numEnvs: number, options: VectorOptions) {
    super(env, numEnvs, options, (bytes) => new SharedArrayBuffer(bytes));
  }

  async #start(source: EnvSource, threads: number): Promise<void> {
    for (let i = 0; i < threads; i++) {
      const first = Math.floor((i * this.numEnvs) / threads);
      const end = Math.floor(((i + 1) * this.numEnvs) / threads);
      const rows = <T extends Uint8Array | Float64Array | Float32Array | Int32Array>(array: T): T => {
        const length = array.length / this.numEnvs;
        return array.subarray(first * length, end * length) as T;
      };
      const data: WorkerData = {
        source,
        count: end - first,
        autoreset: this.autoreset,
        actions: rows(this.actions),
        results: {
          observations: rows(this.results.observations),
          rewards: rows(this.results.rewards),
          terminations: rows(this.results.terminations),
          truncations: rows(this.results.truncations),
        },
      };
      this.#threads.push(new Thread(data, first));
    }
    await this.#all((thread) => thread.response());
  }

  /** @throws {RangeError} when there is not one seed or mask value for each environment. */
  async reset({ seed, options, mask }: VectorResetOptions = {}): Promise<VectorResetResult<E>> {
    const seeds = seedsFor(this.numEnvs, seed);
    const masks = maskFor(this.numEnvs, mask);
    const infos = await this.#all((thread) =>
      thread.ask({ command: "reset", seeds: thread.slice(seeds), options, mask: thread.slice(masks) }),
    );
    return this.resetResult(infos);
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  async step(actions: BatchedAction<E>): Promise<VectorStepResult<E>> {
    this.#expectIdle();
    this.actions.set(flatActions(actions, this.actionSpace));
    return this.stepResult(await this.#all((thread) => thread.ask({ command: "step" })));
  }

  async render(mode?: string): Promise<Picture[]> {
    return (await this.#all((thread) => thread.ask({ command: "render", mode }))) as Picture[];
  }

  /** Closes the environments and ends the threads. Closing twice is harmless. */
  async close(): Promise<void> {
    if (this.#closed) return;
    this.#closed = true;
    if (!this.#failure) {
      await Promise.allSettled(this.#threads.map((thread) => thread.ask({ command: "close" })));
    }
    await this.#end();
  }

  async #end(): Promise<void> {
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  /** Asks every thread, and joins the answers in the order of the environments. */
  async #all(ask: (thread: Thread) => Promise<readonly object[]>): Promise<object[]> {
    this.#expectIdle();
    this.#busy = true;
    const answers = await Promise.allSettled(this.#threads.map(ask));
    this.#busy = false;
    const failed = answers.find((answer) => answer.status === "rejected");
    if (failed) {
      this.#failure = failed.reason;
      await this.#end();
      throw failed.reason;
    }
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? answer.value : []));
  }

  #expectIdle(): void {
    if (this.#failure) throw this.#failure;
    if (this.#closed) throw new Error("expected an open vector environment: this one has been closed");
    if (this.#busy) throw new Error("expected the last call to be awaited first: one call at a time");
  }
}

/** A worker with a run of the environments. It answers one request at a time. */
class Thread {
  readonly #worker: Worker;
  readonly #first: number;
  readonly #count: number;
  #settle: { resolve: (done: readonly object[]) => void; reject: (error: unknown) => void } | undefined;
  /** Why the worker is not there any more. */
  #lost: Error | undefined;

  /** @param first Index of its first environment. */
  constructor(data: WorkerData, first: number) {
    this.#first = first;
    this.#count = data.count;
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: data });
    this.#worker.on("message", (response: Response) => {
      if ("error" in response) this.#settle?.reject(response.error);
      else this.#settle?.resolve(response.done);
    });
    this.#worker.on("error", (error) => this.#lose(error));
    this.#worker.on("exit", (code) => {
      this.#lose(new Error(`expected the thread of ${this} to answer, but it ended with exit code ${code}`));
    });
  }

  /** The answer to the start or to the latest request. */
  response(): Promise<readonly object[]> {
    if (this.#lost) return Promise.reject(this.#lost);
    return new Promise((resolve, reject) => {
      this.#settle = { resolve, reject };
    });
  }

  ask(request: Request): Promise<readonly object[]> {
    const response = this.response();
    if (!this.#lost) this.#worker.postMessage(request);
    return response;
  }

  /** The part of a list that belongs to this thread's environments. */
  slice<T>(list: readonly T[]): readonly T[] {
    return list.slice(this.#first, this.#first + this.#count);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  toString(): string {
    const last = this.#first + this.#count - 1;
    return last === this.#first ? `environment ${last}` : `environments ${this.#first} to ${last}`;
  }

  #lose(reason: Error): void {
    this.#lost ??= reason;
    this.#settle?.reject(this.#lost);
  }
}

import { availableParallelism } from "node:os";
import { describe } from "../describe.js";
import type { Env, Picture } from "../env.js";
import { expectOptions } from "../options.js";
import type { EnvMap, EnvOf, Known, NoOptions, OptionsOf } from "../registry.js";
import type { Wrapper } from "../wrappers/wrapper.js";
import { makeFromSource } from "./make-from-source.js";
import { copyPlain } from "./plain-data.js";
import { VectorBase, type VectorOptions } from "./vector-base.js";
import type {
  BatchedAction,
  RolloutOf,
  VectorEnv,
  VectorResetOptions,
  VectorResetResult,
  VectorStepResult,
} from "./vector-env.js";
import type { EnvSource } from "./worker-protocol.js";
import { WorkerThread } from "./worker-thread.js";

export interface AsyncVectorOptions extends VectorOptions {
  /** Threads. Default: one an environment, at most as many as there are processors. */
  readonly workers?: number;
  /** How long a call may take before the environments count as hung and their threads are ended (s). Default 60. */
  readonly timeout?: number;
}

/** How long threads may at least take to make their environments (s). */
const START_DEADLINE = 60;

/** How long `close` waits for environments to close before their threads are ended (s). */
const CLOSE_DEADLINE = 3;

/**
 * Steps several environments in worker threads (gymnasium.vector.AsyncVectorEnv). Observations, rewards and actions are in
 * shared memory. The results are those of `SyncVectorEnv`, whatever the number of threads, and so are the errors: what an
 * environment throws rejects the call, and the next call goes on. For Node.
 *
 * When a thread ends or does not answer in time, the call is rejected and all threads end; later calls reject with the same
 * error. A program ends although it has forgotten to call `close`.
 */
export class AsyncVectorEnv<E extends Env> extends VectorBase<E> implements VectorEnv<E> {
  readonly #threads: WorkerThread[] = [];
  readonly #timeout: number;
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;
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
    { workers = availableParallelism(), timeout = 60, ...options }: AsyncVectorOptions = {},
  ): Promise<AsyncVectorEnv<Env>> {
    if (!Number.isInteger(numEnvs) || numEnvs < 1) {
      throw new RangeError(`expected a positive number of environments, got ${describe(numEnvs)}`);
    }
    if (!Number.isInteger(workers) || workers < 1) {
      throw new RangeError(`expected a positive number of workers, got ${describe(workers)}`);
    }
    if (!(typeof timeout === "number" && timeout > 0)) {
      throw new RangeError(`expected timeout to be a positive number of seconds, got ${describe(timeout)}`);
    }
    expectOptions("AsyncVectorEnv.create", given);
    const source: EnvSource =
      "module" in given
        ? { module: new URL(given.module).href }
        : { id: given.id, ...(given.options && { options: copyPlain(given.options, "options") }) };
    // Only to learn the spaces; the threads make their own.
    const env = await within(Math.max(timeout, START_DEADLINE), makeFromSource(source));
    let vector: AsyncVectorEnv<Env>;
    try {
      vector = new AsyncVectorEnv(env, numEnvs, options, timeout);
    } finally {
      env.close();
    }
    await vector.#start(source, Math.min(workers, numEnvs));
    return vector;
  }

  private constructor(env: E, numEnvs: number, options: VectorOptions, timeout: number) {
    super(env, numEnvs, options, (bytes) => new SharedArrayBuffer(bytes));
    this.#timeout = timeout;
  }

  async #start(source: EnvSource, threads: number): Promise<void> {
    const { autoreset, actions, results } = this;
    for (let i = 0; i < threads; i++) {
      const first = Math.floor((i * this.numEnvs) / threads);
      const count = Math.floor(((i + 1) * this.numEnvs) / threads) - first;
      const signal = new Int32Array(new SharedArrayBuffer(8));
      this.#threads.push(new WorkerThread({ source, first, count, autoreset, actions, results, signal }));
    }
    try {
      await this.#all((thread) => thread.response(Math.max(this.#timeout, START_DEADLINE)));
    } catch (error) {
      await this.#end(error as Error);
      throw error;
    }
  }

  /** @throws {RangeError | TypeError} when there is not one seed or mask value for each environment, or one is none. */
  async reset(options?: VectorResetOptions): Promise<VectorResetResult<E>> {
    this.#expectIdle();
    const { seeds, options: given, mask } = this.checkedReset(options);
    const infos = await this.#all((thread) =>
      thread.ask(
        { command: "reset", seeds: thread.slice(seeds), options: given, mask: thread.slice(mask) },
        this.#timeout,
      ),
    );
    return this.resetResult(infos as object[]);
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  async step(actions: BatchedAction<E>): Promise<VectorStepResult<E>> {
    this.#expectIdle();
    this.writeActions(actions);
    this.expectRunning();
    return this.stepResult((await this.#all((thread) => thread.step(this.#timeout))) as object[]);
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  async rollout(actions: readonly BatchedAction<E>[]): Promise<RolloutOf<E>> {
    this.#expectIdle();
    const rows = this.actionsOf(actions);
    this.expectRunning();
    const results = this.resultsOf(actions.length);
    const answers = await this.#answers((thread) =>
      thread.ask({ command: "rollout", actions: rows, results }, this.#timeout),
    );
    this.keepLast(results);
    const infos = new Array<object>(results.rewards.length);
    for (const [i, answer] of answers.entries()) {
      const { first, count } = this.#threads[i];
      for (let j = 0; j < answer.length; j++) {
        infos[Math.floor(j / count) * this.numEnvs + first + (j % count)] = answer[j] as object;
      }
    }
    return this.rolloutResult(results, infos);
  }

  /** @throws {RangeError} when the environments have no such mode. */
  async render(mode?: string): Promise<Picture[]> {
    this.#expectIdle();
    this.checkMode(mode);
    return (await this.#all((thread) => thread.ask({ command: "render", mode }, this.#timeout))) as Picture[];
  }

  async call(name: string, ...given: readonly unknown[]): Promise<unknown[]> {
    this.#expectIdle();
    this.checkName(name);
    const args = copyPlain(given, "arguments");
    return this.#all((thread) => thread.ask({ command: "call", name, args }, this.#timeout));
  }

  async getAttr(name: string): Promise<unknown[]> {
    this.#expectIdle();
    this.checkName(name);
    return this.#all((thread) => thread.ask({ command: "get", name }, this.#timeout));
  }

  async setAttr(name: string, values: unknown): Promise<void> {
    this.#expectIdle();
    this.checkName(name);
    const each = this.valuesFor(values);
    await this.#all((thread) =>
      thread.ask({ command: "set", name, values: thread.slice(each) }, this.#timeout),
    );
  }

  /**
   * Closes the environments and ends the threads, within seconds even when an environment hangs. A call that still runs is
   * rejected. Closing twice is harmless.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const thread of this.#threads) {
      thread.abandon(new Error("expected an open vector environment: this one was closed during the call"));
    }
    await Promise.allSettled(this.#threads.map((thread) => thread.ask({ command: "close" }, CLOSE_DEADLINE)));
    await this.#end();
  }

  async #end(failure?: Error): Promise<void> {
    this.#failure ??= failure;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  /** Asks every thread, and joins the answers in the order of the environments. */
  async #all(ask: (thread: WorkerThread) => Promise<readonly unknown[]>): Promise<unknown[]> {
    return (await this.#answers(ask)).flat();
  }

  async #answers(
    ask: (thread: WorkerThread) => Promise<readonly unknown[]>,
  ): Promise<(readonly unknown[])[]> {
    this.#busy = true;
    const answers = await Promise.allSettled(this.#threads.map(ask));
    this.#busy = false;
    const lost = this.#threads.find((thread) => thread.lost)?.lost;
    if (lost && !this.#closing) await this.#end(lost);
    const failed = lost ?? answers.find((answer) => answer.status === "rejected")?.reason;
    if (failed) throw failed;
    return answers.flatMap((answer) => (answer.status === "fulfilled" ? [answer.value] : []));
  }

  #expectIdle(): void {
    if (this.#failure) throw this.#failure;
    if (this.#closing) throw new Error("expected an open vector environment: this one has been closed");
    if (this.#busy) throw new Error("expected the last call to be awaited first: one call at a time");
  }
}

/** What a promise gives, or an error when it gives nothing in so many seconds. */
async function within<Result>(seconds: number, promise: Promise<Result>): Promise<Result> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<never>((_, reject) => {
    const error = new Error(`expected the environment to be made within ${seconds} s, got none`);
    timer = setTimeout(() => reject(error), Math.min(seconds * 1000, 2 ** 31 - 1));
  });
  return Promise.race([promise, late]).finally(() => clearTimeout(timer));
}

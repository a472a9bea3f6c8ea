import { availableParallelism } from "node:os";
import { setImmediate } from "node:timers/promises";
import { describe } from "../describe.js";
import type { Env, RenderFrame } from "../env.js";
import { NO_INFO } from "../no-info.js";
import { expectOptions } from "../options.js";
import type { EnvMap, EnvOf, Known, NoOptions, OptionsOf } from "../registry.js";
import type { Wrapper } from "../wrappers/wrapper.js";
import { INFO_NUMBERS } from "./info-shape.js";
import { makeFromSource } from "./make-from-source.js";
import { copyPlain } from "./plain-data.js";
import { checkedOptions, VectorBase, type VectorOptions } from "./vector-base.js";
import type {
  AutoresetMode,
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
  /** How long threads may take to make their environments (s). Default 60, or `timeout` where that is more. */
  readonly startTimeout?: number;
}

const DEADLINE = 60;

/**
 * How long a call holds this thread for the answers before it waits by the event loop, which takes 0.1 ms to notice
 * them: much of a short step, nothing of a long one (ms).
 */
const HOLD = 10;

/** How long calls that are answered meanwhile keep the event loop from everything else (ms). */
const BREATH = 10;

const CLOSED = "expected an open vector environment: this one was closed during the call";

/** How long `close` waits for environments to close before their threads are ended (s). */
const CLOSE_DEADLINE = 3;

/**
 * Steps several environments in worker threads (gymnasium.vector.AsyncVectorEnv). Observations, rewards and actions are
 * in shared memory. The results are those of `SyncVectorEnv`, whatever the number of threads, and so are the errors:
 * what an environment throws rejects the call, and the next call goes on. For Node.
 *
 * When a thread ends or does not answer in time, the call is rejected and all threads end; later calls reject with the
 * same error. A program ends although it has forgotten to call `close`.
 */
export class AsyncVectorEnv<E extends Env> extends VectorBase<E> implements VectorEnv<E> {
  readonly #threads: readonly WorkerThread[];
  readonly #timeout: number;
  #failure: Error | undefined;
  #closing: Promise<void> | undefined;
  #busy = false;
  /** When the event loop last had its turn (ms). */
  #breath = 0;

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
    {
      workers = availableParallelism(),
      timeout = DEADLINE,
      startTimeout = Math.max(timeout, DEADLINE),
      ...options
    }: AsyncVectorOptions = {},
  ): Promise<AsyncVectorEnv<Env>> {
    if (!Number.isInteger(numEnvs) || numEnvs < 1) {
      throw new RangeError(`expected a positive number of environments, got ${describe(numEnvs)}`);
    }
    if (!Number.isInteger(workers) || workers < 1) {
      throw new RangeError(`expected a positive number of workers, got ${describe(workers)}`);
    }
    for (const [name, seconds] of Object.entries({ timeout, startTimeout })) {
      if (!(typeof seconds === "number" && seconds > 0)) {
        throw new RangeError(`expected ${name} to be a positive number of seconds, got ${describe(seconds)}`);
      }
    }
    expectOptions("AsyncVectorEnv.create", given);
    const source: EnvSource =
      "module" in given
        ? { module: new URL(given.module).href }
        : { id: given.id, ...(given.options && { options: copyPlain(given.options, "options") }) };
    const autoreset = checkedOptions(options).autoreset;
    const threads = startThreads(source, numEnvs, Math.min(workers, numEnvs), autoreset);
    try {
      await made(threads, startTimeout);
      // Only to learn the spaces. The threads have made theirs before: this one cannot be ended where it does not come
      // back.
      const env = await within(startTimeout, makeFromSource(source));
      let vector: AsyncVectorEnv<Env>;
      try {
        vector = new AsyncVectorEnv(env, numEnvs, options, timeout, threads);
      } finally {
        env.close();
      }
      await vector.#begin();
      return vector;
    } catch (error) {
      await Promise.all(threads.map((thread) => thread.end()));
      throw error;
    }
  }

  private constructor(
    env: E,
    numEnvs: number,
    options: VectorOptions,
    timeout: number,
    threads: readonly WorkerThread[],
  ) {
    super(env, numEnvs, options, (bytes) => new SharedArrayBuffer(bytes));
    this.#timeout = timeout;
    this.#threads = threads;
  }

  async #begin(): Promise<void> {
    const { actions, results } = this;
    await this.#all((thread) => thread.send({ command: "begin", actions, results }));
  }

  /** @throws {RangeError | TypeError} when there is not one seed or mask value for each environment, or one is none. */
  async reset(options?: VectorResetOptions): Promise<VectorResetResult<E>> {
    this.#expectIdle();
    const { seeds, options: given, mask } = this.checkedReset(options);
    const infos = await this.#all((thread) =>
      thread.send({ command: "reset", seeds: thread.slice(seeds), options: given, mask: thread.slice(mask) }),
    );
    return this.resetResult(infos as object[]);
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  async step(actions: BatchedAction<E>): Promise<VectorStepResult<E>> {
    this.#expectIdle();
    this.writeActions(actions);
    this.expectRunning();
    return this.stepResult((await this.#all((thread) => thread.sendStep())) as object[]);
  }

  /** @throws {RangeError} when the actions are not in the action space. */
  async rollout(actions: readonly BatchedAction<E>[]): Promise<RolloutOf<E>> {
    this.#expectIdle();
    const { actions: rows, results } = this.beginRollout(actions);
    this.expectRunning();
    const answers = await this.#answers((thread) =>
      thread.send({ command: "rollout", actions: rows, results }),
    );
    this.keepLast(results);
    if (answers.every((answer) => answer === undefined)) return this.rolloutResult(results, undefined);
    const infos = new Array<object>(results.rewards.length).fill(NO_INFO);
    for (const [i, answer] of answers.entries()) {
      if (!answer) continue;
      const { first, count } = this.#threads[i];
      for (let row = first, j = 0; row < infos.length; row += this.numEnvs) {
        for (let env = 0; env < count; env++) infos[row + env] = answer[j++] as object;
      }
    }
    return this.rolloutResult(results, infos);
  }

  /** @throws {RangeError} when the environments have no such mode. */
  async render(mode?: string): Promise<RenderFrame[]> {
    this.#expectIdle();
    this.checkMode(mode);
    return (await this.#all((thread) => thread.send({ command: "render", mode }))) as RenderFrame[];
  }

  async call(name: string, ...given: readonly unknown[]): Promise<unknown[]> {
    this.#expectIdle();
    this.checkName(name);
    const args = copyPlain(given, "arguments");
    return this.#all((thread) => thread.send({ command: "call", name, args }));
  }

  async getAttr(name: string): Promise<unknown[]> {
    this.#expectIdle();
    this.checkName(name);
    return this.#all((thread) => thread.send({ command: "get", name }));
  }

  async setAttr(name: string, values: unknown): Promise<void> {
    this.#expectIdle();
    this.checkName(name);
    const each = this.valuesFor(values);
    await this.#all((thread) => thread.send({ command: "set", name, values: thread.slice(each) }));
  }

  /**
   * Closes the environments and ends the threads, within seconds even when an environment hangs. A call that still runs
   * is rejected. Closing twice is harmless.
   */
  close(): Promise<void> {
    this.#closing ??= this.#close();
    return this.#closing;
  }

  async #close(): Promise<void> {
    for (const thread of this.#threads) {
      thread.giveUp();
    }
    for (const thread of this.#threads) thread.send({ command: "close" });
    await Promise.all(this.#threads.map((thread) => thread.answered(CLOSE_DEADLINE)));
    await this.#end();
  }

  async #end(failure?: Error): Promise<void> {
    this.#failure ??= failure;
    await Promise.all(this.#threads.map((thread) => thread.end()));
  }

  /** Asks every thread, and joins the answers in the order of the environments. */
  async #all(ask: (thread: WorkerThread) => void): Promise<unknown[]> {
    const answers = await this.#answers(ask);
    return answers.flatMap((answer, i) => answer ?? new Array(this.#threads[i].count).fill(NO_INFO));
  }

  /** Asks every thread. @returns what each answers: undefined for infos that are all empty */
  #answers(ask: (thread: WorkerThread) => void): Promise<(readonly unknown[] | undefined)[]> {
    for (const thread of this.#threads) ask(thread);
    const end = performance.now() + Math.min(HOLD, 1000 * this.#timeout);
    for (const thread of this.#threads) thread.holdUntil(end);
    return this.#collect(this.#timeout);
  }

  async #collect(timeout: number): Promise<(readonly unknown[] | undefined)[]> {
    this.#busy = true;
    const late = this.#threads.filter((thread) => !thread.isAnswered);
    await Promise.all(late.map((thread) => thread.answered(timeout)));
    if (performance.now() - this.#breath > BREATH) {
      await setImmediate();
      this.#breath = performance.now();
    }
    this.#busy = false;
    if (this.#closing) throw new Error(CLOSED);
    const lost = this.#threads.find((thread) => thread.lost)?.lost;
    if (lost) {
      await this.#end(lost);
      throw lost;
    }
    let failure: { error: unknown } | undefined;
    const answers = this.#threads.map((thread) => {
      try {
        return thread.read();
      } catch (error) {
        failure ??= { error };
        return undefined;
      }
    });
    if (failure) throw failure.error;
    return answers;
  }

  #expectIdle(): void {
    if (this.#failure) throw this.#failure;
    if (this.#closing) throw new Error("expected an open vector environment: this one has been closed");
    if (this.#busy) throw new Error("expected the last call to be awaited first: one call at a time");
  }
}

/** Threads that make their environments. */
function startThreads(
  source: EnvSource,
  numEnvs: number,
  count: number,
  autoreset: AutoresetMode,
): WorkerThread[] {
  const infos = new Float64Array(new SharedArrayBuffer(8 * INFO_NUMBERS * numEnvs));
  return Array.from({ length: count }, (_, i) => {
    const first = Math.floor((i * numEnvs) / count);
    const end = Math.floor(((i + 1) * numEnvs) / count);
    return new WorkerThread({ source, first, count: end - first, autoreset, infos });
  });
}

/** Waits until threads have made their environments. @throws what one of them throws, or that it takes too long */
async function made(threads: readonly WorkerThread[], seconds: number): Promise<void> {
  await Promise.all(threads.map((thread) => thread.answered(seconds)));
  const lost = threads.find((thread) => thread.lost)?.lost;
  if (lost) throw lost;
  for (const thread of threads) thread.read();
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

import { Worker } from "node:worker_threads";
import { NO_INFO } from "./plain-data.js";
import { type Request, type Response, receivedError, Signal, type WorkerData } from "./worker-protocol.js";

/** What waits for an answer. */
interface Waiting {
  readonly resolve: (done: readonly unknown[]) => void;
  readonly reject: (error: Error) => void;
  readonly timer: NodeJS.Timeout;
}

/**
 * A worker with a run of the environments, seen from outside. It answers one request at a time. It keeps the program alive
 * only while somebody waits for an answer.
 */
export class WorkerThread {
  /** Number of its first environment. */
  readonly first: number;
  /** How many environments it has. */
  readonly count: number;
  /** Why the worker is not there any more. */
  lost: Error | undefined;

  readonly #worker: Worker;
  readonly #signal: Int32Array;
  #waiting: Waiting | undefined;
  #requests = 0;

  constructor(data: WorkerData) {
    this.first = data.first;
    this.count = data.count;
    this.#signal = data.signal;
    // Node refuses a module of its own where the program came by `--eval`.
    const execArgv = process.execArgv.filter((argument) => !argument.startsWith("--input-type"));
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), { workerData: data, execArgv });
    this.#worker.on("message", (response: Response) => this.#receive(response));
    this.#worker.on("error", (error) => this.#lose(error));
    this.#worker.on("exit", (code) => {
      this.#lose(new Error(`expected the thread of ${this} to answer, but it ended with exit code ${code}`));
    });
    this.#worker.unref();
  }

  /**
   * The answer to the start or to the latest request: an element for each environment.
   * @param timeout After how many seconds the thread counts as hung, and is lost.
   */
  response(timeout: number): Promise<readonly unknown[]> {
    if (this.lost) return Promise.reject(this.lost);
    this.#worker.ref();
    return new Promise((resolve, reject) => {
      const hung = () =>
        this.#lose(new Error(`expected ${this} to answer within ${timeout} s, got no answer`));
      // More than 24 days do not fit into a timer.
      const timer = setTimeout(hung, Math.min(timeout * 1000, 2 ** 31 - 1));
      this.#waiting = { resolve, reject, timer };
    });
  }

  /** One step, whose actions are in shared memory: without a message. */
  step(timeout: number): Promise<readonly unknown[]> {
    return this.#request(1, timeout);
  }

  ask(request: Request, timeout: number): Promise<readonly unknown[]> {
    // Before the signal, so that the worker finds it.
    if (!this.lost) this.#worker.postMessage(request);
    return this.#request(0, timeout);
  }

  #request(isStep: number, timeout: number): Promise<readonly unknown[]> {
    const response = this.response(timeout);
    if (this.lost) return response;
    Atomics.store(this.#signal, Signal.isStep, isStep);
    this.#requests++;
    Atomics.add(this.#signal, Signal.requests, 1);
    Atomics.notify(this.#signal, Signal.requests);
    return response;
  }

  /** Rejects whoever waits for an answer. */
  abandon(reason: Error): void {
    this.#take()?.reject(reason);
  }

  /** The part of a list that belongs to this thread's environments. */
  slice<T>(list: readonly T[]): readonly T[] {
    return list.slice(this.first, this.first + this.count);
  }

  async end(): Promise<void> {
    await this.#worker.terminate();
  }

  toString(): string {
    const last = this.first + this.count - 1;
    return last === this.first ? `environment ${last}` : `environments ${this.first} to ${last}`;
  }

  #receive(response: Response): void {
    // Nobody waits for the answer to an abandoned request.
    if (response.request !== this.#requests) return;
    const waiting = this.#take();
    if ("error" in response) waiting?.reject(receivedError(response.error));
    else waiting?.resolve("done" in response ? response.done : new Array(response.empty).fill(NO_INFO));
  }

  #lose(reason: Error): void {
    this.lost ??= reason;
    this.#take()?.reject(this.lost);
  }

  #take(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.timer);
    this.#worker.unref();
    return waiting;
  }
}

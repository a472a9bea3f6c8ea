import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { NO_INFO } from "../no-info.js";
import { INFO_NUMBERS, InfoShape } from "./info-shape.js";
import {
  AnswerKind,
  type Request,
  type Response,
  receivedError,
  Signal,
  type WorkerData,
} from "./worker-protocol.js";

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
  readonly #port: MessagePort;
  readonly #signal: Int32Array<SharedArrayBuffer>;
  readonly #infos: Float64Array;
  /** Of the latest infos that came by message. */
  #shape: InfoShape | undefined;
  #waiting: Waiting | undefined;
  #requests = 0;

  constructor(data: Omit<WorkerData, "port" | "signal">) {
    this.first = data.first;
    this.count = data.count;
    this.#infos = data.infos;
    this.#signal = new Int32Array(new SharedArrayBuffer(16));
    const { port1, port2 } = new MessageChannel();
    this.#port = port1;
    port1.unref();
    // Node refuses a module of its own where the program came by `--eval`.
    const execArgv = process.execArgv.filter((argument) => !argument.startsWith("--input-type"));
    this.#worker = new Worker(new URL("./worker.js", import.meta.url), {
      workerData: { ...data, signal: this.#signal, port: port2 } satisfies WorkerData,
      transferList: [port2],
      execArgv,
    });
    this.#worker.on("error", (error) => this.#lose(error));
    this.#worker.on("exit", (code) => {
      this.#lose(new Error(`expected the thread of ${this} to answer, but it ended with exit code ${code}`));
    });
    this.#worker.unref();
  }

  /** Asks for one step, whose actions are in shared memory: without a message. */
  sendStep(): void {
    this.#send(1);
  }

  send(request: Request): void {
    // Before the signal, so that the worker finds it.
    if (!this.lost) this.#port.postMessage(request);
    this.#send(0);
  }

  #send(isStep: number): void {
    if (this.lost) return;
    Atomics.store(this.#signal, Signal.isStep, isStep);
    this.#requests++;
    Atomics.add(this.#signal, Signal.requests, 1);
    Atomics.notify(this.#signal, Signal.requests);
  }

  /**
   * Holds this thread until the latest request is answered, but not for long.
   * @param end when to give up, as `performance.now` counts (ms)
   */
  holdUntil(end: number): void {
    for (;;) {
      const answers = this.#answers();
      const left = end - performance.now();
      if (answers > this.#requests || left <= 0) return;
      Atomics.wait(this.#signal, Signal.answers, answers, left);
    }
  }

  /**
   * The answer to the start or to the latest request: an element for each environment.
   * @param timeout After how many seconds the thread counts as hung, and is lost.
   */
  answer(timeout: number): Promise<readonly unknown[]> {
    if (this.lost) return Promise.reject(this.lost);
    return new Promise((resolve, reject) => {
      if (this.#answers() > this.#requests) {
        this.#read(resolve, reject);
        return;
      }
      const hung = () =>
        this.#lose(new Error(`expected ${this} to answer within ${timeout} s, got no answer`));
      // More than 24 days do not fit into a timer.
      const timer = setTimeout(hung, Math.min(timeout * 1000, 2 ** 31 - 1));
      this.#waiting = { resolve, reject, timer };
      void this.#listen();
    });
  }

  /** Hands the answer to whoever waits, once it is there. */
  async #listen(): Promise<void> {
    const waiting = this.#waiting;
    for (;;) {
      const answers = this.#answers();
      if (this.#waiting !== waiting || answers > this.#requests) break;
      await Atomics.waitAsync(this.#signal, Signal.answers, answers).value;
    }
    if (this.#waiting !== waiting) return;
    const { resolve, reject } = this.#take()!;
    this.#read(resolve, reject);
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

  /** How many there have been: one more than requests when all are answered, since the start is answered too. */
  #answers(): number {
    return Atomics.load(this.#signal, Signal.answers);
  }

  #read(resolve: Waiting["resolve"], reject: Waiting["reject"]): void {
    const kind = Atomics.load(this.#signal, Signal.answerKind);
    if (kind === AnswerKind.empty) {
      resolve(new Array(this.count).fill(NO_INFO));
      return;
    }
    if (kind === AnswerKind.shaped) {
      const rows = Array.from({ length: this.count }, (_, i) => INFO_NUMBERS * (this.first + i));
      resolve(rows.map((at) => this.#shape!.read(this.#infos, at)));
      return;
    }
    // Before it there may be answers to abandoned requests.
    let response: Response;
    do response = receiveMessageOnPort(this.#port)!.message;
    while (response.request !== this.#requests);
    if ("error" in response) reject(receivedError(response.error));
    else if ("empty" in response) resolve(new Array(response.empty).fill(NO_INFO));
    else {
      if (response.isInfos) this.#shape = InfoShape.of(response.done[0] as object);
      resolve(response.done);
    }
  }

  #lose(reason: Error): void {
    this.lost ??= reason;
    this.#take()?.reject(this.lost);
  }

  #take(): Waiting | undefined {
    const waiting = this.#waiting;
    this.#waiting = undefined;
    clearTimeout(waiting?.timer);
    return waiting;
  }
}

import { MessageChannel, type MessagePort, receiveMessageOnPort, Worker } from "node:worker_threads";
import { INFO_NUMBERS, InfoShape } from "./info-shape.js";
import {
  AnswerKind,
  type Request,
  type Response,
  receivedError,
  Signal,
  type WorkerData,
} from "./worker-protocol.js";

/**
 * A worker with a run of the environments, seen from outside. It answers one request at a time. It keeps the program
 * alive only while somebody waits for an answer.
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
  /** Ends the wait for an answer. */
  #giveUp: (() => void) | undefined;
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

  /** Whether the start and the latest request are answered. */
  get isAnswered(): boolean {
    return this.#answers() > this.#requests;
  }

  /**
   * Waits until the start or the latest request is answered, or never will be: because the worker is lost, or nobody
   * waits any more.
   * @param timeout After how many seconds the thread counts as hung, and is lost.
   */
  async answered(timeout: number): Promise<void> {
    if (this.lost) return;
    const hung = () => this.#lose(new Error(`expected ${this} to answer within ${timeout} s, got no answer`));
    // More than 24 days do not fit into a timer.
    const timer = setTimeout(hung, Math.min(timeout * 1000, 2 ** 31 - 1));
    const given = new Promise<void>((resolve) => {
      this.#giveUp = resolve;
    });
    try {
      await Promise.race([given, this.#listen()]);
    } finally {
      clearTimeout(timer);
    }
  }

  async #listen(): Promise<void> {
    const request = this.#requests;
    for (;;) {
      const answers = this.#answers();
      if (answers > request || this.lost) return;
      await Atomics.waitAsync(this.#signal, Signal.answers, answers).value;
    }
  }

  /** Ends the wait for an answer. */
  giveUp(): void {
    this.#giveUp?.();
  }

  /**
   * The answer, which must be there: an element for each environment. undefined: infos, all of them empty.
   * @throws what an environment has thrown
   */
  read(): readonly unknown[] | undefined {
    const kind = Atomics.load(this.#signal, Signal.answerKind);
    if (kind === AnswerKind.empty) return undefined;
    if (kind === AnswerKind.shaped) {
      const infos = new Array<object>(this.count);
      for (let i = 0; i < this.count; i++) {
        infos[i] = this.#shape!.read(this.#infos, INFO_NUMBERS * (this.first + i));
      }
      return infos;
    }
    // Before it there may be answers to requests that were given up.
    let response: Response;
    do response = receiveMessageOnPort(this.#port)!.message;
    while (response.request !== this.#requests);
    if ("error" in response) throw receivedError(response.error);
    if (response.isInfos) this.#shape = InfoShape.of(response.done[0] as object);
    return response.done;
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

  #lose(reason: Error): void {
    this.lost ??= reason;
    this.giveUp();
  }
}

import type { Job, Worker } from "bullmq";
import type { Redis } from "ioredis";
import { expectSchema } from "../../json.js";
import type { JobKind } from "../job-pool.js";
import { ThreadPool } from "../thread-pool.js";
import { CLOSING, within } from "./connection.js";
import { type ContentStore, PREFIX } from "./content-store.js";
import { type Answer, type Code, describeCode, type Envelope, envelopeSchema, packed } from "./envelope.js";

/** Any kind of job. */
// biome-ignore lint/suspicious/noExplicitAny: a list of kinds has kinds of all types, each consistent in itself.
export type AnyJobKind = JobKind<any, any, any>;

/** Milliseconds after which a job whose worker has died is taken for lost, and between two looks for such jobs. */
const LOCK = 3000;
const LOOK = 1000;
/** How often a job's worker may die. A job that kills its workers fails in the end. */
const MOST_DEATHS = 5;
/** What jobs have in common is kept for so many different runs. */
const KEPT = 8;

export interface ClusterWorkerOptions {
  readonly redis: Redis;
  readonly store: ContentStore;
  readonly kinds: readonly AnyJobKind[];
  readonly code: Code;
  /** In results and logs. */
  readonly name: string;
  readonly threads: number;
}

/** Takes jobs out of queues and does them in threads of this process. */
export class ClusterWorker {
  /** Jobs done. */
  done = 0;
  readonly #options: ClusterWorkerOptions;
  readonly #kinds: ReadonlyMap<string, AnyJobKind>;
  readonly #threads: ThreadPool;
  readonly #workers = new Map<string, Worker<Envelope, Answer>>();
  readonly #shared = new Map<string, Promise<unknown>>();
  readonly #running = new Map<Job<Envelope, Answer>, Promise<Answer>>();
  #isClosing = false;

  constructor(options: ClusterWorkerOptions) {
    this.#options = options;
    this.#kinds = new Map(options.kinds.map((kind) => [kind.name, kind]));
    this.#threads = new ThreadPool(options.threads);
  }

  /** Begins to take jobs out of a queue; again is nothing new. */
  async take(queue: string): Promise<void> {
    const { Worker } = await import("bullmq");
    if (this.#workers.has(queue)) return;
    const { redis, threads, name } = this.#options;
    const worker = new Worker<Envelope, Answer>(queue, (job) => this.#do(job), {
      ...{ connection: redis, prefix: PREFIX, concurrency: threads, name },
      ...{ lockDuration: LOCK, stalledInterval: LOOK, maxStalledCount: MOST_DEATHS },
    });
    // Of the connection its owner tells; a lost lock means that the job is done elsewhere.
    worker.on("error", () => undefined);
    this.#workers.set(queue, worker);
  }

  /**
   * Takes no more jobs.
   * @param patience milliseconds for those that are being done; the others go back to the queue
   */
  async close(patience: number): Promise<void> {
    this.#isClosing = true;
    const workers = [...this.#workers.values()];
    await within(
      CLOSING,
      workers.map((worker) => worker.pause(true)),
    );
    await within(patience, this.#running.values());
    // Without a server nothing can be put back: whoever finds the job finds it without its worker.
    if (this.#options.redis.status === "ready") {
      const left = [...this.#running.keys()];
      await within(
        CLOSING,
        left.map((job) => job.moveToWait(job.token)),
      );
    }
    await within(
      CLOSING,
      workers.map((worker) => worker.close(true)),
    );
    await this.#threads.close();
  }

  #do(job: Job<Envelope, Answer>): Promise<Answer> {
    const answer = this.#answer(job).finally(() => this.#running.delete(job));
    this.#running.set(job, answer);
    return answer;
  }

  async #answer(job: Job<Envelope, Answer>): Promise<Answer> {
    const { name } = this.#options;
    try {
      const results = await this.#results(job.data);
      this.done += results.length;
      return { by: name, results: packed(results) };
    } catch (error) {
      const { stack } = error as Error;
      if (!this.#isClosing) await job.log(`try ${job.attemptsMade + 1}, by ${name}: ${stack ?? error}`);
      throw error;
    }
  }

  async #results(data: unknown): Promise<unknown[]> {
    const { kind, given, items } = await this.#checked(data);
    const results = await this.#threads.runInOneThread(kind, given, items);
    return results.map((result) => kind.result.encode(result));
  }

  /**
   * What a job is given.
   * @throws UnrecoverableError when it is not what this worker does, or not as its kind wants it
   */
  async #checked(data: unknown) {
    const { UnrecoverableError } = await import("bullmq");
    const { code } = this.#options;
    try {
      const envelope = expectSchema(data, envelopeSchema);
      if (envelope.code.digest !== code.digest) {
        throw new RangeError(
          `expected a job of ${describeCode(code)}, got one of ${describeCode(envelope.code)}`,
        );
      }
      const kind = this.#kinds.get(envelope.kind);
      if (!kind) throw new RangeError(`expected a kind of job that is known, got ${envelope.kind}`);
      const items = envelope.items.map((item) => expectSchema(item, kind.item));
      return { kind, items, given: await this.#sharedOf(kind, envelope.shared) };
    } catch (error) {
      // Another try would see the same.
      if (error instanceof RangeError) throw new UnrecoverableError(error.message);
      throw error;
    }
  }

  #sharedOf(kind: AnyJobKind, hash: string): Promise<unknown> {
    const key = `${kind.name} ${hash}`;
    const known = this.#shared.get(key) ?? this.#read(kind, hash, key);
    // The one that was asked for last stands last.
    this.#shared.delete(key);
    this.#shared.set(key, known);
    for (const oldest of [...this.#shared.keys()].slice(0, -KEPT)) this.#shared.delete(oldest);
    return known;
  }

  async #read(kind: AnyJobKind, hash: string, key: string): Promise<unknown> {
    try {
      return expectSchema(await this.#options.store.getData(hash), kind.shared);
    } catch (error) {
      this.#shared.delete(key);
      throw error;
    }
  }
}

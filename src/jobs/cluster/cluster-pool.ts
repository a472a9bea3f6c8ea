import { hostname } from "node:os";
import { z } from "zod";
import { InputError } from "../../errors.js";
import { expectSchema } from "../../json.js";
import type { JobKind, JobPool, RunOptions } from "../job-pool.js";
import type { ClusterAddress } from "./address.js";
import { ClusterQueue, JobFailure } from "./cluster-queue.js";
import { type AnyJobKind, ClusterWorker } from "./cluster-worker.js";
import { CLOSING, Connection, within } from "./connection.js";
import { ContentStore, type Json } from "./content-store.js";
import {
  type Answer,
  answerSchema,
  type Code,
  type Envelope,
  type ModuleName,
  nameModule,
  ownCode,
  queueName,
  unpacked,
} from "./envelope.js";
import { Presence } from "./presence.js";

/** A run is cut into about so many pieces, so that the way there does not count. */
const PIECES = 64;

/** Machine and process, as others see them. */
export const processName = () => `${hostname()}-${process.pid}`;

export interface ClusterOptions {
  readonly address: ClusterAddress;
  /** All kinds of jobs: it does those of other commands too. */
  readonly kinds: readonly AnyJobKind[];
  /** Threads with which this process takes part. */
  readonly threads: number;
  readonly note: (line: string) => void;
  readonly signal?: AbortSignal;
}

/** Has jobs done by all who take jobs at a server, this process among them: so it goes on when there is nobody else. */
export class ClusterPool implements JobPool {
  readonly #connection: Connection;
  readonly #store: ContentStore;
  readonly #worker: ClusterWorker;
  readonly #presence: Presence;
  readonly #code: Code;
  readonly #modules = new Map<string, ModuleName>();
  readonly #queues = new Map<string, Promise<ClusterQueue>>();
  /** Items done for this process, by worker. */
  readonly #counts = new Map<string, number>();

  /** @throws InputError when there is no such server, or it refuses */
  static async open(options: ClusterOptions): Promise<ClusterPool> {
    const { address, note, signal } = options;
    const code = await ownCode();
    const connection = await Connection.open(address, note, signal);
    const pool = new ClusterPool(options, connection, code);
    await pool.#presence.beat();
    return pool;
  }

  private constructor({ kinds, threads, note }: ClusterOptions, connection: Connection, code: Code) {
    const { redis } = connection;
    const name = processName();
    this.#connection = connection;
    this.#code = code;
    this.#store = new ContentStore(redis);
    this.#worker = new ClusterWorker({ redis, store: this.#store, kinds, code, name, threads });
    this.#presence = new Presence(
      redis,
      () => ({
        ...{ role: "command", name, code, threads, done: this.#worker.done },
        modules: [...this.#modules.values()],
      }),
      note,
    );
  }

  get width(): number {
    return this.#presence.threads;
  }

  /** How many items each worker has done for this process: "here 12, gym-17 8". */
  get summary(): string {
    const own = processName();
    return [...this.#counts].map(([name, count]) => `${name === own ? "here" : name} ${count}`).join(", ");
  }

  async run<Shared, Item, Result>(
    kind: JobKind<Shared, Item, Result>,
    shared: Shared,
    items: readonly Item[],
    { signal, onResult }: RunOptions<Result> = {},
  ): Promise<Result[]> {
    signal?.throwIfAborted();
    let queue: ClusterQueue | undefined;
    let envelopes: Envelope[] = [];
    const ask = async () => {
      queue = await this.#queueOf(kind.userModule?.(shared));
      const data = kind.shared.encode(shared) as Json;
      const seconds = Math.max(kind.keep, 600);
      const hash = await this.#store.putData(data, seconds);
      const pieces = cut(items, kind.together).map((some) => ({
        envelope: this.#envelope(kind, hash, some),
        label: `${kind.name} (${kind.describe(shared, some[0])}${some.length > 1 ? ` and ${some.length - 1} more` : ""})`,
        keep: kind.keep,
        restore: async () => void (await this.#store.putData(data, seconds, { again: true })),
      }));
      envelopes = pieces.map(({ envelope }) => envelope);
      const answers = await queue.add(pieces);
      return Promise.all(
        answers.map(async (answer, index) => {
          const results = this.#understand(kind, await answer, envelopes[index].items.length);
          for (const result of results) onResult?.(result);
          return results;
        }),
      );
    };
    const dropped = aborted(signal);
    try {
      return (await Promise.race([ask(), dropped.promise])).flat();
    } catch (error) {
      // A server that has gone at this moment answers no more.
      if (queue) await within(CLOSING, [queue.drop(envelopes)]);
      if (error instanceof JobFailure) throw new InputError(error.message);
      throw error;
    } finally {
      dropped.forget();
    }
  }

  async close(): Promise<void> {
    // All that was asked for here is done: what this process does now is for others, who do it again within seconds.
    await this.#worker.close(0);
    await this.#presence.close();
    for (const queue of this.#queues.values()) await (await queue).close();
    this.#connection.close();
  }

  #envelope(kind: AnyJobKind, shared: string, items: readonly unknown[]): Envelope {
    return {
      ...{ code: this.#code, kind: kind.name, shared },
      items: items.map((item) => kind.item.encode(item) as Envelope["items"][number]),
    };
  }

  #understand<Result>(
    kind: Pick<JobKind<unknown, unknown, Result>, "result">,
    answer: Answer,
    count: number,
  ): Result[] {
    const { by, results } = expectSchema(answer, answerSchema);
    const decoded = expectSchema(unpacked(results), z.array(kind.result).length(count));
    this.#counts.set(by, (this.#counts.get(by) ?? 0) + count);
    return decoded;
  }

  /** The queue for jobs that need a user's module, in which this process takes part from then on. */
  async #queueOf(file: string | undefined): Promise<ClusterQueue> {
    const key = file ?? "";
    let queue = this.#queues.get(key);
    if (!queue) {
      queue = this.#openQueue(file);
      this.#queues.set(key, queue);
    }
    return queue;
  }

  async #openQueue(file: string | undefined): Promise<ClusterQueue> {
    const module = file === undefined ? undefined : await nameModule(file);
    if (file !== undefined && module) this.#modules.set(file, module);
    const name = queueName(this.#code, module);
    await this.#worker.take(name);
    await this.#presence.beat();
    return ClusterQueue.open(name, this.#connection.redis);
  }
}

function cut<Item>(items: readonly Item[], most: number): Item[][] {
  const size = Math.min(most, Math.ceil(items.length / PIECES));
  return Array.from({ length: Math.ceil(items.length / size) }, (_, index) =>
    items.slice(index * size, (index + 1) * size),
  );
}

/** A promise that rejects with the signal's reason when it comes. */
function aborted(signal: AbortSignal | undefined): { promise: Promise<never>; forget(): void } {
  let listener = () => {};
  const promise = new Promise<never>((_, reject) => {
    listener = () => reject(signal?.reason);
    signal?.addEventListener("abort", listener, { once: true });
  });
  promise.catch(() => undefined);
  return { promise, forget: () => signal?.removeEventListener("abort", listener) };
}

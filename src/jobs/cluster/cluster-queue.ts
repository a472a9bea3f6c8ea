import type { Job, Queue, QueueEvents } from "bullmq";
import type { Redis } from "ioredis";
import { CLOSING, within } from "./connection.js";
import { PREFIX } from "./content-store.js";
import { type Answer, type Envelope, jobId } from "./envelope.js";

/** How often a job is tried that throws, and milliseconds between. */
export const TRIES = 3;
const BETWEEN_TRIES = 200;
/** Milliseconds of silence after which jobs are looked after: what the server said meanwhile may have been lost. */
const SILENCE = 2000;
/** Events that the server keeps: results are in them, and who misses one looks after its jobs. */
const EVENTS = 200;
/** Seconds that failed jobs are kept, with their logs. */
const FAILED_KEPT = 86_400;

/** A job that somebody waits for. */
interface Waiting {
  readonly envelope: Envelope;
  readonly label: string;
  readonly keep: number;
  /** Puts what it needs on the server once more. */
  readonly restore: () => Promise<void>;
  readonly resolve: (answer: Answer) => void;
  readonly reject: (reason: JobFailure) => void;
}

/** Why a job has failed, after all tries. */
export class JobFailure extends Error {}

/** Puts jobs into a queue on the server, and waits for what comes of them. */
export class ClusterQueue {
  readonly #queue: Queue<Envelope, Answer>;
  readonly #events: QueueEvents;
  readonly #redis: Redis;
  readonly #waiting = new Map<string, Set<Waiting>>();
  readonly #timer: NodeJS.Timeout;
  #heard = performance.now();

  static async open(name: string, redis: Redis): Promise<ClusterQueue> {
    const { Queue, QueueEvents } = await import("bullmq");
    const options = { connection: redis, prefix: PREFIX };
    const queue = new Queue<Envelope, Answer>(name, { ...options, streams: { events: { maxLen: EVENTS } } });
    const events = new QueueEvents(name, options);
    // Of the connection its owner tells.
    queue.on("error", () => undefined);
    events.on("error", () => undefined);
    await events.waitUntilReady();
    return new ClusterQueue(queue, events, redis);
  }

  private constructor(queue: Queue<Envelope, Answer>, events: QueueEvents, redis: Redis) {
    this.#queue = queue;
    this.#events = events;
    this.#redis = redis;
    events.on("completed", ({ jobId, returnvalue }) => this.#settle(jobId, returnvalue as unknown as Answer));
    events.on("failed", ({ jobId, failedReason }) => this.#fail(jobId, failedReason));
    this.#timer = setInterval(() => void this.#lookAfter(), SILENCE / 2).unref();
  }

  /**
   * Has jobs done, or takes what came of them when somebody has had them done before.
   * @returns a promise for each, which rejects with a `JobFailure` when the job has failed
   */
  async add(jobs: readonly Omit<Waiting, "resolve" | "reject">[]): Promise<Promise<Answer>[]> {
    const answers = jobs.map((job) => {
      const id = jobId(job.envelope);
      const answer = new Promise<Answer>((resolve, reject) => {
        const same = this.#waiting.get(id) ?? new Set();
        same.add({ ...job, resolve, reject });
        this.#waiting.set(id, same);
      });
      // Whoever waits for several looks at one after another.
      answer.catch(() => undefined);
      return answer;
    });
    const ids = jobs.map(({ envelope }) => jobId(envelope));
    // One that failed before is tried anew.
    await Promise.all(ids.map((id) => this.#look(id, "before")));
    this.#heard = performance.now();
    return answers;
  }

  /** Takes jobs back that nobody has begun. */
  async drop(envelopes: readonly Envelope[]): Promise<void> {
    const ids = envelopes.map(jobId);
    for (const id of ids) this.#waiting.delete(id);
    if (this.#redis.status !== "ready") return;
    await Promise.all(ids.map((id) => this.#removeUnlessBegun(id)));
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    this.#waiting.clear();
    await within(CLOSING, [this.#events.close(), this.#queue.close()]);
  }

  async #removeUnlessBegun(id: string): Promise<void> {
    const state = await this.#queue.getJobState(id);
    if (state !== "waiting" && state !== "delayed" && state !== "prioritized") return;
    // Somebody may begin it just now: then it stays.
    await this.#queue.remove(id).catch(() => 0);
  }

  /** Looks for jobs whose end was not heard of, and puts those back that the server has lost. */
  async #lookAfter(): Promise<void> {
    if (performance.now() - this.#heard < SILENCE || this.#redis.status !== "ready") return;
    this.#heard = performance.now();
    await Promise.all([...this.#waiting.keys()].map((id) => this.#look(id, "later"))).catch(() => undefined);
  }

  async #look(id: string, when: "before" | "later"): Promise<void> {
    const job = (await this.#queue.getJob(id)) as Job<Envelope, Answer> | undefined;
    if (job?.finishedOn !== undefined) {
      if (job.returnvalue) return this.#settle(id, job.returnvalue);
      if (when === "later") return this.#fail(id, job.failedReason);
      await job.remove();
    } else if (job) return;
    const [waiting] = this.#waiting.get(id) ?? [];
    if (!waiting) return;
    const { envelope, label, keep, restore } = waiting;
    if (when === "later") await restore();
    await this.#queue.add(label, envelope, {
      ...{ jobId: id, attempts: TRIES, backoff: { type: "fixed", delay: BETWEEN_TRIES } },
      ...{ removeOnComplete: { age: keep }, removeOnFail: { age: FAILED_KEPT } },
    });
  }

  #settle(id: string, answer: Answer): void {
    this.#heard = performance.now();
    for (const { resolve } of this.#waiting.get(id) ?? []) resolve(answer);
    this.#waiting.delete(id);
  }

  #fail(id: string, reason: string): void {
    for (const { label, reject } of this.#waiting.get(id) ?? []) {
      reject(new JobFailure(`job ${label}: expected it to be done within ${TRIES} tries, got “${reason}”`));
    }
    this.#waiting.delete(id);
  }
}

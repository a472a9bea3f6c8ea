import type { Job } from "bullmq";
import type { Redis } from "ioredis";
import { PREFIX } from "./content-store.js";
import type { Answer, Envelope } from "./envelope.js";
import { type Participant, participants } from "./presence.js";

/** A job that has failed after all tries. */
export interface FailedJob {
  readonly id: string;
  readonly name: string;
  readonly reason: string;
  /** One entry for each try: by whom, and the error with where it came from. */
  readonly logs: readonly string[];
}

/** What is going on at a server. */
export interface ClusterStatus {
  readonly participants: readonly Participant[];
  /** Jobs that wait, those that are being done, and those that are done and kept. */
  readonly waiting: number;
  readonly active: number;
  readonly done: number;
  readonly failed: readonly FailedJob[];
  /** Memory that the server uses for everything, in bytes. */
  readonly memory: number;
}

/** Failed jobs that are told of, the latest. */
const MOST_FAILED = 20;

export async function clusterStatus(redis: Redis): Promise<ClusterStatus> {
  const { Queue } = await import("bullmq");
  const status = { waiting: 0, active: 0, done: 0, failed: [] as FailedJob[] };
  for (const name of await queueNames(redis)) {
    const queue = new Queue<Envelope, Answer>(name, { connection: redis, prefix: PREFIX });
    const { waiting, delayed, active, completed } = await queue.getJobCounts();
    status.waiting += waiting + delayed;
    status.active += active;
    status.done += completed;
    for (const job of await queue.getFailed(0, MOST_FAILED - 1)) {
      const { id = "", name, failedReason } = job as Job<Envelope, Answer>;
      const { logs } = await queue.getJobLogs(id);
      status.failed.push({ id, name, reason: failedReason, logs });
    }
    await queue.close();
  }
  const [, memory] = /used_memory:(\d+)/.exec(await redis.info("memory")) ?? [];
  return { participants: [...(await participants(redis)).values()], ...status, memory: Number(memory) };
}

async function queueNames(redis: Redis): Promise<string[]> {
  const names = new Set<string>();
  for await (const keys of redis.scanStream({ match: `${PREFIX}:*:meta`, count: 1000 })) {
    for (const key of keys as string[]) names.add(key.split(":")[1]);
  }
  return [...names];
}

import type { EpisodeVideo, Sketch } from "../../car-racing/replay.js";
import type { ReplayAnswer, ReplayRequest } from "../../car-racing/replay-worker.js";
import type { ViewedAgent } from "../../protocol.js";

/** What is waited for most comes first. */
type Urgency = "video" | "map" | "agreement";
const URGENCIES: readonly Urgency[] = ["video", "map", "agreement"];

interface Job {
  readonly urgency: Urgency;
  readonly name: string;
  readonly request: Pick<ReplayRequest, "video" | "policy">;
  readonly resolve: (answer: EpisodeVideo | Sketch) => void;
  readonly reject: (error: Error) => void;
}

/** Workers at most, each with an engine and a network of its own. */
const WORKERS = Math.max(1, Math.min(4, Math.floor(navigator.hardwareConcurrency / 2)));

/** Has episodes replayed by workers: videos first, then maps, then what a policy thinks of them. */
export class ReplayQueue {
  readonly #textOf: (name: string) => Promise<string>;
  readonly #waiting: Job[] = [];
  #workers = 0;
  readonly #idle: Worker[] = [];

  /** @param textOf reads a recording's file */
  constructor(textOf: (name: string) => Promise<string>) {
    this.#textOf = textOf;
  }

  video(name: string, policy: ViewedAgent | undefined): Promise<EpisodeVideo> {
    return this.#add("video", name, { video: true, policy }) as Promise<EpisodeVideo>;
  }

  /** The line that was driven. */
  map(name: string): Promise<Sketch> {
    return this.#add("map", name, { video: false });
  }

  /** The line with what a policy would have done. Such jobs that still wait for another policy are dropped. */
  compare(name: string, policy: ViewedAgent): Promise<Sketch> {
    const others = this.#waiting.filter(
      ({ urgency, request }) => urgency !== "agreement" || request.policy === policy,
    );
    this.#waiting.splice(0, this.#waiting.length, ...others);
    return this.#add("agreement", name, { video: false, policy });
  }

  #add(urgency: Urgency, name: string, request: Job["request"]): Promise<EpisodeVideo | Sketch> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ urgency, name, request, resolve, reject });
      void this.#work();
    });
  }

  /** The most urgent job; of several such the one that has waited longest. */
  #next(): Job | undefined {
    const most = URGENCIES.find((urgency) => this.#waiting.some((job) => job.urgency === urgency));
    const place = this.#waiting.findIndex(({ urgency }) => urgency === most);
    return place < 0 ? undefined : this.#waiting.splice(place, 1)[0];
  }

  async #work(): Promise<void> {
    const worker = this.#idle.pop() ?? (this.#workers < WORKERS ? this.#start() : undefined);
    if (!worker) return;
    for (let job = this.#next(); job; job = this.#next()) {
      const { name, request, resolve, reject } = job;
      try {
        resolve(await replay(worker, { name, text: await this.#textOf(name), ...request }));
      } catch (error) {
        reject(error as Error);
      }
    }
    this.#idle.push(worker);
  }

  #start(): Worker {
    this.#workers++;
    return new Worker(new URL("../../car-racing/replay-worker.ts", import.meta.url), { type: "module" });
  }
}

function replay(worker: Worker, request: ReplayRequest): Promise<EpisodeVideo | Sketch> {
  return new Promise((resolve, reject) => {
    worker.onmessage = ({ data }: MessageEvent<ReplayAnswer>) =>
      "reason" in data ? reject(new Error(data.reason)) : resolve(data);
    worker.onerror = ({ message }) => reject(new Error(message));
    worker.postMessage(request);
  });
}

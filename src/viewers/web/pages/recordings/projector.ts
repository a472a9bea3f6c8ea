import type { Film, Sketch } from "../../library/replay.js";
import type { ReplayAnswer, ReplayRequest } from "../../library/replay-worker.js";
import type { Contestant } from "../../protocol.js";

/** What is waited for most comes first. */
type Urgency = "film" | "map" | "agreement";
const URGENCIES: readonly Urgency[] = ["film", "map", "agreement"];

interface Job {
  readonly urgency: Urgency;
  readonly name: string;
  readonly request: Pick<ReplayRequest, "film" | "policy">;
  readonly resolve: (answer: Film | Sketch) => void;
  readonly reject: (error: Error) => void;
}

/** Has episodes replayed by a worker, one at a time: films first, then maps, then what a policy thinks of them. */
export class Projector {
  readonly #textOf: (name: string) => Promise<string>;
  readonly #worker = new Worker(new URL("../../library/replay-worker.ts", import.meta.url), {
    type: "module",
  });
  readonly #waiting: Job[] = [];
  #isBusy = false;

  /** @param textOf reads a recording's file */
  constructor(textOf: (name: string) => Promise<string>) {
    this.#textOf = textOf;
  }

  film(name: string, policy: Contestant | undefined): Promise<Film> {
    return this.#add("film", name, { film: true, policy }) as Promise<Film>;
  }

  /** The line that was driven. */
  map(name: string): Promise<Sketch> {
    return this.#add("map", name, { film: false });
  }

  /** The line with what a policy would have done. Such jobs that still wait for another policy are dropped. */
  compare(name: string, policy: Contestant): Promise<Sketch> {
    const others = this.#waiting.filter(
      ({ urgency, request }) => urgency !== "agreement" || request.policy === policy,
    );
    this.#waiting.splice(0, this.#waiting.length, ...others);
    return this.#add("agreement", name, { film: false, policy });
  }

  #add(urgency: Urgency, name: string, request: Job["request"]): Promise<Film | Sketch> {
    return new Promise((resolve, reject) => {
      this.#waiting.push({ urgency, name, request, resolve, reject });
      if (!this.#isBusy) void this.#work();
    });
  }

  /** The most urgent job; of several such the one that has waited longest. */
  #next(): Job | undefined {
    const most = URGENCIES.find((urgency) => this.#waiting.some((job) => job.urgency === urgency));
    const place = this.#waiting.findIndex(({ urgency }) => urgency === most);
    return place < 0 ? undefined : this.#waiting.splice(place, 1)[0];
  }

  async #work(): Promise<void> {
    this.#isBusy = true;
    for (let job = this.#next(); job; job = this.#next()) {
      const { name, request, resolve, reject } = job;
      try {
        resolve(await this.#replay({ name, text: await this.#textOf(name), ...request }));
      } catch (error) {
        reject(error as Error);
      }
    }
    this.#isBusy = false;
  }

  #replay(request: ReplayRequest): Promise<Film | Sketch> {
    return new Promise((resolve, reject) => {
      this.#worker.onmessage = ({ data }: MessageEvent<ReplayAnswer>) =>
        "reason" in data ? reject(new Error(data.reason)) : resolve(data);
      this.#worker.onerror = ({ message }) => reject(new Error(message));
      this.#worker.postMessage(request);
    });
  }
}

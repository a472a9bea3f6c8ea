import { randomUUID } from "node:crypto";
import type { Redis } from "ioredis";
import { z } from "zod";
import { jsonOrUndefined } from "../../json.js";
import { CLOSING, within } from "./connection.js";
import { PREFIX } from "./content-store.js";
import { codeSchema, describeCode, moduleSchema } from "./envelope.js";

/** Milliseconds between two signs of life, and after the last of which somebody counts as gone. */
const BEAT = 2000;
const GONE = 8000;

const schema = z.strictObject({
  role: z.enum(["worker", "command"]),
  /** Machine and process. */
  name: z.string(),
  code: codeSchema,
  /** User modules that it has loaded, or needs. */
  modules: z.array(moduleSchema),
  threads: z.int().nonnegative(),
  /** Jobs that it has done. */
  done: z.int().nonnegative(),
});

/** Somebody who is there: a worker, or a command, which works too. */
export type Participant = Readonly<z.infer<typeof schema>>;

/** Everybody who has given a sign of life in the last seconds. */
export async function participants(redis: Redis): Promise<Map<string, Participant>> {
  const found = new Map<string, Participant>();
  for await (const keys of redis.scanStream({ match: `${PREFIX}:here:*`, count: 1000 })) {
    for (const key of keys as string[]) {
      const checked = schema.safeParse(jsonOrUndefined((await redis.get(key)) ?? ""));
      if (checked.success) found.set(key, checked.data);
    }
  }
  return found;
}

/** Makes a process known on the server, and knows the others. */
export class Presence {
  readonly #key = `${PREFIX}:here:${randomUUID()}`;
  readonly #redis: Redis;
  readonly #self: () => Participant;
  readonly #note: (line: string) => void;
  readonly #told = new Set<string>();
  readonly #timer: NodeJS.Timeout;
  /** Threads of all who take the same jobs, this process included. */
  threads: number;

  /** @param self what is to be known of this process, now */
  constructor(redis: Redis, self: () => Participant, note: (line: string) => void) {
    this.#redis = redis;
    this.#self = self;
    this.#note = note;
    this.threads = self().threads;
    this.#timer = setInterval(() => void this.beat(), BEAT).unref();
  }

  async beat(): Promise<void> {
    // While the server is gone signs of life would pile up.
    if (this.#redis.status !== "ready") return;
    try {
      const self = this.#self();
      await this.#redis.set(this.#key, JSON.stringify(self), "PX", GONE);
      const others = [...(await participants(this.#redis))].filter(([key]) => key !== this.#key);
      const same = others.filter(([, { code }]) => code.digest === self.code.digest);
      this.threads = same.reduce((sum, [, { threads }]) => sum + threads, self.threads);
      for (const [key, other] of others) this.#tellOfDifference(key, self, other);
    } catch {
      // The server has gone just now. The next sign will come through.
    }
  }

  /** A worker and a command that do not fit say so, both. */
  #tellOfDifference(key: string, self: Participant, other: Participant): void {
    if (self.role === other.role || this.#told.has(key)) return;
    const sentence = self.role === "worker" ? refusal(self, other, "this") : refusal(other, self, "that");
    if (sentence === undefined) return;
    this.#told.add(key);
    this.#note(sentence);
  }

  async close(): Promise<void> {
    clearInterval(this.#timer);
    if (this.#redis.status === "ready") await within(CLOSING, [this.#redis.del(this.#key)]);
  }
}

/** Why a worker does not take a command's jobs; undefined where it does. */
function refusal(worker: Participant, command: Participant, side: "this" | "that"): string | undefined {
  const [who, whose] =
    side === "this"
      ? ["this worker", `the jobs of command ${command.name}`]
      : [`worker ${worker.name}`, "the jobs of this command"];
  if (worker.code.digest !== command.code.digest) {
    return (
      `${who} does not take ${whose}: expected the same code on both sides, ` +
      `got ${describeCode(worker.code)} in the worker and ${describeCode(command.code)} in the command`
    );
  }
  const missing = command.modules.find(({ digest }) => !worker.modules.some((own) => own.digest === digest));
  if (!missing) return undefined;
  return `${who} does not take ${whose}: expected it to be started with --env and the same ${missing.name}, got a worker without`;
}

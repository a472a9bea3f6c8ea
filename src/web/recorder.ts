import { z } from "zod";
import { InputError } from "../errors.js";
import type { EpisodeRecorder, PictureEnv } from "../recordings/episode-recorder.js";
import type { Message } from "./message.js";
import type { RecordRequest, RecordState } from "./protocol.js";
import { type Serving, serve } from "./server.js";

export interface RecorderPageOptions {
  /** An environment with `continuous` actions: steering, gas, brake. */
  readonly env: PictureEnv;
  /** Records that environment. */
  readonly recorder: EpisodeRecorder;
  /** Where the recordings go, for the page. */
  readonly folder: string;
  /** Episodes that the folder holds already. */
  readonly saved: number;
  /** How many it shall hold: then the session ends. */
  readonly wanted: number;
  /** The first track; the others follow. */
  readonly seed: number;
  /** Told the JSON file of each saved episode. */
  readonly onSaved?: (file: string) => void;
  /** Ends the session; the episode under way is dropped. */
  readonly signal?: AbortSignal;
  /** The first port to try; see `serve`. */
  readonly port?: number;
}

const requestSchema: z.ZodType<RecordRequest> = z.discriminatedUnion("kind", [
  z.strictObject({ kind: z.enum(["look", "save", "again", "next", "finish"]) }),
  z.strictObject({
    kind: z.literal("step"),
    action: z.tuple([z.number().min(-1).max(1), z.number().min(0).max(1), z.number().min(0).max(1)]),
  }),
]);

/**
 * Serves the record page, where a person drives. The episode lives here: a page that is closed and opened again, at the
 * same address, goes on where it was.
 * @returns the session; `closed` settles when all wanted episodes are saved, at once where they are, or the person has finished
 */
export async function serveRecorder(options: RecorderPageOptions): Promise<Serving> {
  const session = new RecordingSession(options);
  const serving = await serve({ page: "record", signal: options.signal, port: options.port, answer });
  if (session.state.finished) serving.close();
  return serving;

  async function answer(asked: unknown): Promise<Message<RecordState>> {
    const request = requestSchema.safeParse(asked);
    if (!request.success) {
      throw new InputError(`expected a request of the record page, got ${JSON.stringify(asked)}`);
    }
    await session.carryOut(request.data);
    const { state } = session;
    // After the answer, which says so.
    if (state.finished) setImmediate(serving.close);
    return { values: state, pictures: [options.env.render("rgb_array")] };
  }
}

const NO_ACTION = [0, 0, 0];

/** A person's episodes, one after the other. */
class RecordingSession {
  readonly #options: RecorderPageOptions;
  #state: RecordState;

  constructor(options: RecorderPageOptions) {
    this.#options = options;
    const { folder, saved, wanted, seed } = options;
    this.#state = { ...start(seed), folder, saved, wanted, finished: saved >= wanted };
    options.recorder.reset(seed);
  }

  get state(): RecordState {
    return this.#state;
  }

  async carryOut(request: RecordRequest): Promise<void> {
    if (this.#state.finished) return;
    switch (request.kind) {
      case "look":
        return;
      case "step":
        return this.#step(request.action);
      case "save":
        return this.#save();
      case "again":
        return this.#reset(this.#state.seed);
      case "next":
        return this.#reset(this.#state.seed + 1);
      case "finish":
        this.#state = { ...this.#state, finished: true };
    }
  }

  #step(action: readonly number[]): void {
    const { step, score, ended } = this.#state;
    if (ended) return;
    const [, reward, terminated, truncated] = this.#options.recorder.step(action);
    this.#state = {
      ...this.#state,
      step: step + 1,
      score: score + reward,
      action,
      ended: terminated || truncated,
    };
  }

  async #save(): Promise<void> {
    const { step, seed, saved, wanted } = this.#state;
    if (step === 0) return;
    this.#options.onSaved?.(await this.#options.recorder.save());
    this.#state = { ...this.#state, saved: saved + 1, finished: saved + 1 >= wanted };
    this.#reset(seed + 1);
  }

  #reset(seed: number): void {
    this.#options.recorder.reset(seed);
    this.#state = { ...this.#state, ...start(seed) };
  }
}

const start = (seed: number) => ({ seed, step: 0, score: 0, action: NO_ACTION, ended: false });

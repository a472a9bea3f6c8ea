import { join, resolve } from "node:path";
import type {
  ActionOf,
  Env,
  InfoOf,
  ObservationOf,
  ResetOptions,
  ResetResult,
  StepOptions,
  StepResult,
} from "../env.js";
import { GifWriter } from "../video/gif-writer.js";
import { makeFolder } from "../video/make-folder.js";
import { Wrapper } from "./wrapper.js";

export interface RecordVideoOptions {
  /** Whether the episode of this number, from 0 on, is recorded. Default: `cappedCubicSchedule`. */
  readonly episodeTrigger?: (episode: number) => boolean;
  /** Whether a video starts with the step of this number, counted over all episodes. */
  readonly stepTrigger?: (step: number) => boolean;
  /**
   * How many steps are recorded, from one image to the next: a video has one image more. Without it a video is an
   * episode.
   */
  readonly videoLength?: number;
  /** How the names of the videos start. Default `video`. */
  readonly namePrefix?: string;
  /** Images a second. Default: the environment's natural speed. */
  readonly fps?: number;
  /** The render mode. Default: the environment's first. */
  readonly mode?: string;
}

/** Those that are not closed, by where their videos go. */
const recorders = new Map<string, RecordVideo<Env>>();

// Films that nobody has completed are complete when the program ends.
let completesAtExit = false;

function completeAll(): void {
  for (const recorder of recorders.values()) recorder.complete();
}

/**
 * Films episodes as animated GIFs (gymnasium.wrappers.RecordVideo): `PREFIX-episode-N.gif` and `PREFIX-step-N.gif`.
 * Images go to the file one by one and are never kept. For Node. The last video is complete after `close`, or when
 * the program ends.
 */
export class RecordVideo<E extends Env> extends Wrapper<E> {
  readonly #folder: string;
  readonly #episodeTrigger: (episode: number) => boolean;
  readonly #stepTrigger: (step: number) => boolean;
  readonly #length: number;
  readonly #prefix: string;
  readonly #fps: number;
  readonly #mode: string;
  readonly #place: string;
  #writer: GifWriter | undefined;
  #pictures = 0;
  #episode = -1;
  #step = -1;

  /**
   * @param folder Where the videos go; made when it is missing. Films of the same name are replaced.
   * @throws {TypeError} when the environment has no such render mode.
   * @throws {Error} when another one that is not closed videos into the folder with the same prefix: videos would be
   * lost.
   * @throws {RangeError} when `videoLength` is not a positive integer or `fps` not positive.
   */
  constructor(env: E, folder: string, options: RecordVideoOptions = {}) {
    super(env);
    const { renderModes, renderFps } = env.metadata;
    const { mode = renderModes[0], videoLength = Infinity, fps = renderFps } = options;
    if (mode === undefined || !renderModes.includes(mode)) {
      const modes = renderModes.join(", ") || "none";
      throw new TypeError(
        `RecordVideo expected one of the environment's render modes (${modes}), got ${mode}`,
      );
    }
    if (videoLength !== Infinity && !(Number.isInteger(videoLength) && videoLength > 0)) {
      throw new RangeError(`RecordVideo expected videoLength to be a positive integer, got ${videoLength}`);
    }
    if (!(fps > 0)) throw new RangeError(`RecordVideo expected fps to be positive, got ${fps}`);
    const never = () => false;
    this.#stepTrigger = options.stepTrigger ?? never;
    this.#episodeTrigger = options.episodeTrigger ?? (options.stepTrigger ? never : cappedCubicSchedule);
    this.#length = videoLength;
    this.#prefix = options.namePrefix ?? "video";
    this.#fps = fps;
    this.#mode = mode;
    this.#folder = folder;
    this.#place = join(resolve(folder), this.#prefix);
    if (recorders.has(this.#place)) {
      throw new Error(
        `RecordVideo expected a folder or a namePrefix of its own, got ${folder} and ${this.#prefix}, where another one records; close that one first`,
      );
    }
    makeFolder(folder);
    recorders.set(this.#place, this as unknown as RecordVideo<Env>);
    if (!completesAtExit) process.once("exit", completeAll);
    completesAtExit = true;
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    const result = super.reset(options);
    this.#episode++;
    if (this.#length === Infinity) this.#stop();
    if (this.#episodeTrigger(this.#episode)) this.#start(`episode-${this.#episode}`);
    this.#capture();
    return result;
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    const result = super.step(action, options);
    this.#step++;
    if (this.#stepTrigger(this.#step)) this.#start(`step-${this.#step}`);
    this.#capture();
    return result;
  }

  /** Completes the video that is being made, and closes the environment. */
  override close(): void {
    this.#stop();
    if (recorders.get(this.#place) === (this as unknown)) recorders.delete(this.#place);
    super.close();
  }

  /** Completes the video that is being made, if any. */
  complete(): void {
    this.#stop();
  }

  #start(name: string): void {
    this.#stop();
    const file = join(this.#folder, `${this.#prefix}-${name}.gif`);
    const writer = new GifWriter(file, this.#fps);
    if (writer.hasRival) {
      writer.discard();
      throw new Error(
        `RecordVideo expected a folder or a namePrefix of its own, got ${file}, which another thread records`,
      );
    }
    this.#writer = writer;
    this.#pictures = 0;
  }

  #capture(): void {
    const writer = this.#writer;
    if (!writer) return;
    const frame = this.env.render(this.#mode);
    // A video that cannot go on is given up; the episodes go on.
    this.#writer = undefined;
    writer.add(frame);
    this.#writer = writer;
    this.#pictures++;
    // Gymnasium's videos have one image more: the one that the first step starts from.
    if (this.#pictures > this.#length) this.#stop();
  }

  #stop(): void {
    const writer = this.#writer;
    this.#writer = undefined;
    writer?.close();
  }
}

/** Gymnasium's schedule: episodes 0, 1, 8, 27 … 729, then every thousandth. */
export function cappedCubicSchedule(episode: number): boolean {
  return episode < 1000 ? Math.round(Math.cbrt(episode)) ** 3 === episode : episode % 1000 === 0;
}

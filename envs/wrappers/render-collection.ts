import type {
  ActionOf,
  Env,
  InfoOf,
  ObservationOf,
  RenderFrame,
  ResetOptions,
  ResetResult,
  StepOptions,
  StepResult,
} from "../env.js";
import { checkOptions, oneOf } from "../options.js";
import { Wrapper } from "./wrapper.js";

export interface RenderCollectionOptions {
  /** Whether `frames` forgets what it has given. Default true. */
  readonly popFrames?: boolean;
  /** Whether a reset forgets the frames so far. Default true. */
  readonly resetClean?: boolean;
}

/**
 * Draws every step and keeps the images (gymnasium.wrappers.RenderCollection). `render` gives one image, as that of any
 * environment; `frames` gives those that were kept.
 */
export class RenderCollection<E extends Env> extends Wrapper<E> {
  readonly #popFrames: boolean;
  readonly #resetClean: boolean;
  #frames: RenderFrame[] = [];

  /** @throws {TypeError} when the environment cannot be drawn. */
  constructor(env: E, options: RenderCollectionOptions = {}) {
    super(env);
    checkOptions(
      "RenderCollection",
      { popFrames: oneOf(true, false), resetClean: oneOf(true, false) },
      options,
    );
    if (env.metadata.renderModes.length === 0) {
      throw new TypeError(`RenderCollection expected an environment that can be drawn, got ${env}`);
    }
    this.#popFrames = options.popFrames ?? true;
    this.#resetClean = options.resetClean ?? true;
  }

  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    const result = super.reset(options);
    if (this.#resetClean) this.#frames = [];
    this.#keep();
    return result;
  }

  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    const result = super.step(action, options);
    this.#keep();
    return result;
  }

  /** The images since the last call, or since the reset. */
  frames(): readonly RenderFrame[] {
    const frames = this.#frames;
    if (this.#popFrames) this.#frames = [];
    return [...frames];
  }

  #keep(): void {
    const { width, height, data } = super.render();
    this.#frames.push({ width, height, data: data.slice() });
  }
}

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
import { expectOptions } from "../options.js";
import { type StepInto, Wrapper } from "./wrapper.js";

/**
 * Refuses `step` and `render` before the first `reset` (gymnasium.wrappers.OrderEnforcing), and all three after
 * `close`.
 */
export class OrderEnforcing<E extends Env> extends Wrapper<E> {
  /** Where the environment inside has it. */
  readonly stepInto?: StepInto;
  #state: "new" | "running" | "closed" = "new";

  constructor(env: E) {
    super(env);
    if (!env.stepInto) return;
    this.stepInto = (action, observation, at, outcome) => {
      this.#expectRunning("step");
      env.stepInto!(action, observation, at, outcome);
    };
  }

  /** @throws {Error} after `close`. */
  override reset(options?: ResetOptions): ResetResult<ObservationOf<E>, InfoOf<E>> {
    if (this.#state === "closed") throw new Error("expected an open environment, got reset() after close()");
    if (options !== undefined) expectOptions("reset", options);
    const result = super.reset(options);
    this.#state = "running";
    return result;
  }

  /** @throws {Error} before the first `reset` and after `close`. */
  override step(action: ActionOf<E>, options?: StepOptions): StepResult<ObservationOf<E>, InfoOf<E>> {
    this.#expectRunning("step");
    return super.step(action, options);
  }

  /** @throws {Error} before the first `reset` and after `close`. */
  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode?: string): RenderFrame | string {
    this.#expectRunning("render");
    return super.render(mode);
  }

  /** Closes the environment inside once, however often it is called. */
  override close(): void {
    if (this.#state === "closed") return;
    this.#state = "closed";
    super.close();
  }

  #expectRunning(method: string): void {
    if (this.#state === "running") return;
    const problem = this.#state === "new" ? "before the first reset()" : "after close()";
    throw new Error(`expected an environment that was reset, got ${method}() ${problem}`);
  }
}

import type { Env, RenderFrame, ResetOptions, ResetResult, StepOptions, StepResult } from "../env.js";
import type { Space } from "../spaces.js";
import { Stop } from "./subject.js";

/**
 * An environment that is found out when a method of it returns a promise: the promise may fail when nobody waits for
 * it.
 */
export class Guarded implements Env {
  readonly #env: Env;

  constructor(env: Env) {
    this.#env = env;
  }

  get observationSpace(): Space {
    return this.#env.observationSpace;
  }

  get actionSpace(): Space {
    return this.#env.actionSpace;
  }

  get metadata() {
    return this.#env.metadata;
  }

  reset(...given: [ResetOptions?]): ResetResult<unknown, object> {
    return now("reset", this.#env.reset(...given));
  }

  step(...given: [unknown, StepOptions?]): StepResult<unknown, object> {
    return now("step", this.#env.step(...given));
  }

  get stepInto() {
    const env = this.#env;
    return env.stepInto?.bind(env);
  }

  render(mode: "ansi"): string;
  render(mode?: string): RenderFrame;
  render(mode?: string): RenderFrame | string {
    return now("render", this.#env.render(mode));
  }

  close(): void {
    now("close", this.#env.close());
  }
}

/** @throws {Stop} when the result is a promise. */
function now<T>(method: string, result: T): T {
  const then = (result as { then?: unknown } | null | undefined)?.then;
  if (typeof then !== "function") return result;
  // What it fails with would end the process.
  then.call(
    result,
    () => {},
    () => {},
  );
  throw new Stop(`expected ${method}() to return its result at once, got a promise`);
}

import type { Env, RenderFrame, ResetOptions, ResetResult, StepOptions, StepResult } from "../../envs/env.js";
import { Wrapper } from "../../envs/index.js";
import type { Space } from "../../envs/spaces.js";
import { InputError } from "../errors.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import type { Policy } from "../policies/policy.js";
import { kindOf } from "../policies/space-kind.js";
import { callUser, told } from "../user-calls.js";

const METHODS = ["reset", "step", "render", "close"] as const;
type Method = (typeof METHODS)[number];

const waitsFor = (id: string) =>
  Object.fromEntries(
    METHODS.map((method) => [method, `environment ${id}: expected ${method} to return`]),
  ) as Record<Method, string>;

/**
 * An environment whose calls are told to those who wait for it, and which is the same in all else: for checks of how it
 * behaves.
 */
export const toldEnv = (env: Env, id: string): Env => told(env, waitsFor(id));

/** An adapter whose experts tell when they are waited for. */
export function toldAdapter(adapter: EnvAdapter, id: string): EnvAdapter {
  const { experts } = adapter;
  if (!experts) return adapter;
  const waits = { predict: `the expert of ${id}: expected predict to return` };
  const tell = (policy: Policy | undefined) => policy && told(policy, waits);
  return {
    ...adapter,
    experts: Object.fromEntries(
      Object.entries(experts).map(([name, make]) => [name, (env: Env) => tell(make(env))]),
    ),
  };
}

/**
 * An environment of the user's: what it throws, and what it returns that is not as the interface has it, is told in a
 * sentence that names it, instead of going through training as NaN. Numbers beyond a Box's bounds pass: encoders clip
 * them.
 */
export class UserEnv extends Wrapper<Env> {
  readonly #id: string;
  /** What it waits for in each method. */
  readonly #waits: Readonly<Record<Method, string>>;

  /** @throws InputError when the environment has no spaces */
  constructor(env: Env, id: string) {
    super(env);
    this.#id = id;
    this.#waits = waitsFor(id);
    for (const name of ["observationSpace", "actionSpace"] as const) {
      if (typeof env[name]?.contains !== "function") {
        throw new InputError(`environment ${id}: expected a space as ${name}, got ${shown(env[name])}`);
      }
    }
  }

  /** @throws InputError when the environment throws, or gives something else than an observation and info */
  override reset(options?: ResetOptions): ResetResult<unknown, object> {
    const result: unknown = this.#call("reset", () => super.reset(options));
    if (!Array.isArray(result) || result.length !== 2) {
      throw this.#refusal("reset", "[observation, info]", result);
    }
    this.#checkObservation("reset", result[0]);
    return result as ResetResult<unknown, object>;
  }

  /** @throws InputError as `reset`, and for what is no action of its space */
  override step(action: never, options?: StepOptions): StepResult<unknown, object> {
    if (problemOf(this.actionSpace, action)) {
      throw new InputError(
        `environment ${this.#id}: expected an action in ${this.actionSpace}, got ${shown(action)}`,
      );
    }
    const result: unknown = this.#call("step", () => super.step(action, options));
    if (!Array.isArray(result) || result.length !== 5) {
      throw this.#refusal("step", "[observation, reward, terminated, truncated, info]", result);
    }
    const [observation, reward, terminated, truncated] = result;
    this.#checkObservation("step", observation);
    if (!Number.isFinite(reward)) throw this.#refusal("step", "a finite number as reward", reward);
    for (const end of [terminated, truncated]) {
      if (typeof end !== "boolean") throw this.#refusal("step", "booleans for terminated and truncated", end);
    }
    return result as StepResult<unknown, object>;
  }

  override render(mode: "ansi"): string;
  override render(mode?: string): RenderFrame;
  override render(mode?: string): RenderFrame | string {
    return this.#call("render", () => super.render(mode));
  }

  override close(): void {
    this.#call("close", () => super.close());
  }

  #call<Result>(method: Method, call: () => Result): Result {
    try {
      return callUser(this.#waits[method], call);
    } catch (error) {
      if (error instanceof InputError) throw error;
      throw new InputError(`environment ${this.#id}: ${method}: ${error}`, { cause: error });
    }
  }

  #checkObservation(method: string, observation: unknown): void {
    const problem = problemOf(this.observationSpace, observation);
    if (problem) throw this.#refusal(method, ...problem);
  }

  #refusal(method: string, expected: string, got: unknown): InputError {
    return new InputError(
      `environment ${this.#id}: expected ${method} to give ${expected}, got ${shown(got)}; see aann-gym envs check`,
    );
  }
}

/** What a value of a space should be and what it is instead; undefined where it is all right. */
function problemOf(
  space: Space,
  observation: unknown,
): readonly [expected: string, got: unknown] | undefined {
  const known = kindOf(space);
  if (known?.kind !== "box") {
    return space.contains(observation) ? undefined : [`a value in ${space}`, observation];
  }
  const size = known.space.low.length;
  const values = observation as ArrayLike<unknown> | undefined;
  if (!Array.isArray(observation) && !ArrayBuffer.isView(observation))
    return [`${size} numbers`, observation];
  if (values?.length !== size) return [`${size} numbers`, `${values?.length}`];
  for (let index = 0; index < size; index++) {
    if (!Number.isFinite(values[index])) return ["finite numbers", values[index]];
  }
  return undefined;
}

function shown(value: unknown): string {
  if (value instanceof Promise) return "a Promise: it is not asynchronous";
  if (typeof value === "string") return value;
  if (typeof value !== "object" || value === null) return String(value);
  return Array.isArray(value) ? `an array of ${value.length}` : (value.constructor?.name ?? "an object");
}

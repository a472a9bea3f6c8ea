import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { Space } from "../spaces.js";

/**
 * Refuses what cannot be wrapped. `owner` is who asks.
 * @throws {TypeError} when it is no environment: nothing, a promise of one, or a vector environment.
 */
export function expectEnv(owner: string, env: unknown): asserts env is Env {
  const isObject = typeof env === "object" && env !== null;
  if (isObject && "numEnvs" in env) {
    throw new TypeError(
      `${owner} expected one environment, got a vector environment of ${env.numEnvs}; wrap each environment, or use a vector wrapper`,
    );
  }
  if (isObject && "then" in env) {
    throw new TypeError(`${owner} expected an environment, got a promise; make() has to be awaited`);
  }
  if (
    !isObject ||
    !["reset", "step", "render", "close"].every((name) => typeof env[name as never] === "function")
  ) {
    throw new TypeError(`${owner} expected an environment, got ${describe(env)}`);
  }
}

/** @throws {TypeError} when it is no space. */
export function expectSpace(owner: string, value: unknown): void {
  if (!(value instanceof Space)) throw new TypeError(`${owner} expected a space, got ${describe(value)}`);
}

/** @throws {TypeError} when it is no function. */
export function expectFunction(owner: string, value: unknown): void {
  if (typeof value !== "function")
    throw new TypeError(`${owner} expected a function, got ${describe(value)}`);
}

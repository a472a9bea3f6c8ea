import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { make } from "../registry.js";
import { SyncVectorEnv } from "./sync-vector-env.js";
import type { VectorOptions } from "./vector-base.js";

/** What `makeVec` takes beside the environments' own options, which are in `options`. */
export interface MakeVecOptions {
  /** How many environments. Default 1. */
  readonly numEnvs?: number;
  /** What `make` takes. */
  readonly options?: Readonly<Record<string, unknown>>;
  /** What the vector environment takes. */
  readonly vectorOptions?: VectorOptions;
  /** Wraps each environment. */
  readonly wrapper?: (env: Env) => Env;
}

/**
 * Makes a vector environment in this thread (gymnasium.make_vec): `await makeVec("CartPole-v1", { numEnvs: 8 })`. The
 * one of `aann-gym/envs/node` makes those in worker threads too.
 * @throws {TypeError | RangeError} as `make`, and when the number of environments is not a positive integer.
 */
export async function makeVec(
  id: string,
  { numEnvs = 1, options, vectorOptions, wrapper = (env) => env, ...others }: MakeVecOptions = {},
): Promise<SyncVectorEnv<Env>> {
  expectNoOthers(others);
  if (typeof wrapper !== "function") {
    throw new TypeError(`expected wrapper to be a function, got ${describe(wrapper)}`);
  }
  return SyncVectorEnv.create<Env>(numEnvs, async () => wrapper(await make(id, options)), vectorOptions);
}

/** @throws {TypeError} when there is an option that `makeVec` does not have; it may be one of the environment. */
export function expectNoOthers(others: object): void {
  const [name] = Object.keys(others);
  if (name === undefined) return;
  throw new TypeError(
    `expected the environment's own options in options: { ${name}: … }, got ${name} beside them`,
  );
}

import { describe } from "../describe.js";
import type { Env } from "../env.js";
import { AsyncVectorEnv, type AsyncVectorOptions } from "./async-vector-env.js";
import { expectNoOthers, type MakeVecOptions, makeVec as makeHere } from "./make-vec.js";
import type { VectorEnv } from "./vector-env.js";

/** What `makeVec` takes in Node. */
export interface MakeVecNodeOptions extends MakeVecOptions {
  /**
   * `sync`: in this thread, the default. `async`: in worker threads; a wrapper then needs a module, see
   * `AsyncVectorEnv`.
   */
  readonly vectorizationMode?: "sync" | "async";
  readonly vectorOptions?: AsyncVectorOptions;
}

/**
 * Makes a vector environment (gymnasium.make_vec): `await makeVec("CartPole-v1", { numEnvs: 8, vectorizationMode:
 * "async" })`.
 * @throws {TypeError | RangeError} as `make`, when the number of environments is not a positive integer, or a wrapper
 * is given for worker threads, which cannot be handed a function.
 */
export async function makeVec(
  id: string,
  { vectorizationMode = "sync", ...options }: MakeVecNodeOptions = {},
): Promise<VectorEnv<Env>> {
  if (vectorizationMode === "sync") return makeHere(id, options);
  const { numEnvs = 1, options: envOptions, vectorOptions, wrapper, ...others } = options;
  expectNoOthers(others);
  if (vectorizationMode !== "async") {
    throw new RangeError(
      `expected vectorizationMode to be sync or async, got ${describe(vectorizationMode)}`,
    );
  }
  if (wrapper) {
    throw new TypeError(
      "expected no wrapper for worker threads: give AsyncVectorEnv a module that wraps, got a function",
    );
  }
  const source = { id, options: envOptions } as { id: "CartPole-v1" };
  return (await AsyncVectorEnv.create(numEnvs, source, vectorOptions)) as unknown as VectorEnv<Env>;
}

import type { Env } from "../env.js";
import { make } from "../index.js";
import type { EnvSource } from "./worker-protocol.js";

/**
 * Makes an environment, in whichever thread this runs.
 * @throws {TypeError} when the module has no function as its default export.
 */
export async function makeFromSource(source: EnvSource): Promise<Env> {
  if ("id" in source) return make(source.id, source.options as Record<string, unknown>);
  const { default: makeEnv } = await import(source.module);
  if (typeof makeEnv !== "function") {
    throw new TypeError(
      `expected ${source.module} to have a function as default export, got ${typeof makeEnv}`,
    );
  }
  return makeEnv();
}

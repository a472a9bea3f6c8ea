import type { Env } from "../../envs/env.js";
import { InputError } from "../errors.js";
import type { EnvReference } from "../networks/policy.js";
import type { EnvAdapter, NoiseRecipe } from "../policies/env-adapter.js";
import type { Policy } from "../policies/policy.js";

/**
 * A scripted expert of an environment.
 * @param name one of the adapter's; the first where none is given
 * @throws InputError when the environment has no expert, none of that name, or options that it cannot act with
 */
export function expertOf(
  { experts = {} }: EnvAdapter,
  { id }: EnvReference,
  env: Env,
  name = Object.keys(experts)[0],
): { readonly name: string; readonly policy: Policy } {
  if (name === undefined) throw new InputError(`expected an environment with a scripted expert, got ${id}`);
  if (!Object.hasOwn(experts, name)) {
    const names = Object.keys(experts).join(" or ") || "none";
    throw new InputError(`option --style: expected ${names} for ${id}, got ${name}`);
  }
  const policy = experts[name](env);
  if (policy) return { name, policy };
  throw new InputError(
    `expected options of ${id} that its expert can act with, got actions in ${env.actionSpace}`,
  );
}

/** Action noise of an adapter. @throws InputError when it has none of that name */
export function noiseOf({ noise = {} }: EnvAdapter, { id }: EnvReference, name: string): NoiseRecipe {
  if (Object.hasOwn(noise, name)) return noise[name];
  throw new InputError(`option --${name}: expected an environment with such action noise, got ${id}`);
}

import type { Env } from "../../envs/env.js";
import { InputError } from "../errors.js";
import { readPolicy } from "../networks/policy-file.js";
import type { NetworkPolicy } from "../policies/network-policy.js";
import { adapterOf, environmentOf } from "./environments.js";
import { networkPolicy } from "./network-policy.js";

/**
 * Reads a policy file and makes it ready to act: `(await loadPolicy("best.json")).predict(observation)`.
 * @param env where it acts; only decoders that use privileged state look there
 * @throws InputError when it is no policy that acts in an environment
 */
export async function loadPolicy(path: string, env?: Env): Promise<NetworkPolicy> {
  const file = await readPolicy(path);
  const reference = environmentOf(file);
  if (!reference) {
    throw new InputError(`${path}: expected a policy that acts in an environment, got one for ${file.task}`);
  }
  return networkPolicy(file, await adapterOf(reference.id), env);
}

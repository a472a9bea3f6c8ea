import type { Env } from "../../envs/env.js";
import { adapterOf, openEnv } from "../adapters/environments.js";
import { networkPolicy } from "../adapters/network-policy.js";
import { InputError } from "../errors.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import type { NetworkPolicy } from "../policies/network-policy.js";
import type { Policy } from "../policies/policy.js";
import type { RecordOptions } from "./record-episodes.js";
import type { Agent } from "./recording.js";

/** Who acts, where, and with which noise, in words that can be sent elsewhere. */
export interface Demonstrator {
  readonly env: EnvReference;
  /** Lets it act; without it the expert does. */
  readonly policy?: PolicyFile;
  /** The expert's name, where it acts and there are several. */
  readonly style?: string;
  /** With a policy: the expert is asked what it would have done. */
  readonly relabel: boolean;
  /** The kind of action noise. */
  readonly noise?: string;
}

/** Who acts, ready to. */
export interface OpenDemonstrator
  extends Pick<RecordOptions, "env" | "reference" | "policy" | "labeller" | "noise" | "stall"> {
  /** The expert's name, where it acts. */
  readonly expert?: string;
  close(): void;
}

/** @throws InputError when the environment has no such expert or noise */
export async function openDemonstrator(demonstrator: Demonstrator): Promise<OpenDemonstrator> {
  const { env: reference, style, relabel, noise: kind } = demonstrator;
  const env = await openEnv(reference);
  const adapter = await adapterOf(reference.id);
  let network: NetworkPolicy | undefined;
  const close = () => {
    network?.close();
    env.close();
  };
  try {
    if (demonstrator.policy) network = await networkPolicy(demonstrator.policy, adapter, env);
    const recipe = kind === undefined ? undefined : noiseRecipe(adapter, reference, kind);
    const expert = network && !relabel ? undefined : expertOf(adapter, reference, style, env);
    const labeller = network && expert?.policy;
    // Whoever goes astray sees a road like any other, so there is nothing to learn from it.
    const limit = recipe?.stallLimit ?? (labeller ? adapter.noise?.noise?.stallLimit : undefined);
    const { stallWatch: watch } = adapter;
    return {
      ...{ env, reference, policy: network ?? expert!.policy, labeller, close },
      ...(!network && { expert: expert!.agent.name }),
      ...(recipe && { noise: recipe.create() }),
      ...(watch && limit !== undefined && { stall: { watch, limit } }),
    };
  } catch (error) {
    close();
    throw error;
  }
}

/** @throws InputError when the environment has no expert, or none of that name */
export function expertOf(
  { experts = {} }: EnvAdapter,
  { id }: EnvReference,
  style: string | undefined,
  env: Env,
): { readonly policy: Policy; readonly agent: Agent } {
  const names = Object.keys(experts);
  const name = style ?? names[0];
  if (name === undefined) {
    throw new InputError(`option --expert: expected an environment with a scripted expert, got ${id}`);
  }
  const policy = Object.hasOwn(experts, name) ? experts[name](env) : undefined;
  if (!Object.hasOwn(experts, name)) {
    throw new InputError(`option --style: expected ${names.join(" or ") || "none"} for ${id}, got ${name}`);
  }
  if (!policy) {
    throw new InputError(
      `option --expert: expected options of ${id} that its expert can act with, got actions in ${env.actionSpace}`,
    );
  }
  return { policy, agent: { kind: "expert", name } };
}

function noiseRecipe({ noise = {} }: EnvAdapter, { id }: EnvReference, name: string) {
  if (Object.hasOwn(noise, name)) return noise[name];
  throw new InputError(`option --${name}: expected an environment with such action noise, got ${id}`);
}

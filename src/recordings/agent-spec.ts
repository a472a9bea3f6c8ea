import { adapterOf, openEnv } from "../adapters/environments.js";
import { expertOf, noiseOf } from "../adapters/experts.js";
import { networkPolicy } from "../adapters/network-policy.js";
import type { EnvReference, PolicyFile } from "../networks/policy.js";
import type { NetworkPolicy } from "../policies/network-policy.js";
import type { RecordOptions } from "./record-episodes.js";

/** Who acts, where, and with which noise, in words that can be sent elsewhere. */
export interface AgentSpec {
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
export interface OpenAgent
  extends Pick<RecordOptions, "env" | "reference" | "policy" | "labeller" | "noise" | "stall"> {
  /** The expert's name, where it acts. */
  readonly expert?: string;
  close(): void;
}

/** @throws InputError when the environment has no such expert or noise */
export async function openAgent(spec: AgentSpec): Promise<OpenAgent> {
  const { env: reference, style, relabel, noise: kind } = spec;
  const env = await openEnv(reference);
  const adapter = await adapterOf(reference.id);
  let network: NetworkPolicy | undefined;
  const close = () => {
    network?.close();
    env.close();
  };
  try {
    if (spec.policy) network = await networkPolicy(spec.policy, adapter, env);
    const recipe = kind === undefined ? undefined : noiseOf(adapter, reference, kind);
    const expert = network && !relabel ? undefined : expertOf(adapter, reference, env, style);
    const labeller = network && expert?.policy;
    // Whoever goes astray sees a road like any other, so there is nothing to learn from it.
    const limit = recipe?.stallLimit ?? (labeller ? adapter.noise?.noise?.stallLimit : undefined);
    const { stallWatch: watch } = adapter;
    return {
      ...{ env, reference, policy: network ?? expert!.policy, labeller, close },
      ...(!network && { expert: expert!.name }),
      ...(recipe && { noise: recipe.create() }),
      ...(watch && limit !== undefined && { stall: { watch, limit } }),
    };
  } catch (error) {
    close();
    throw error;
  }
}

import { type Env, make, Random } from "../../../../envs/index.js";
import { adapter as cartPole } from "../../../adapters/cart-pole/adapter.js";
import { adapter as lunarLander } from "../../../adapters/lunar-lander/adapter.js";
import { networkPolicy } from "../../../adapters/network-policy.js";
import type { PolicyFile } from "../../../networks/policy.js";
import { randomNetwork } from "../../../networks/random-network.js";
import { decoderFor } from "../../../policies/decoders.js";
import type { EnvAdapter } from "../../../policies/env-adapter.js";
import type { NetworkPolicy } from "../../../policies/network-policy.js";
import { observationEncoder } from "../../../policies/observation-encoder.js";
import { defaultNetwork, randomOutputDivisor } from "../../../tasks/default-network.js";
import type { LEARNED } from "../site-page.js";

/** An environment that the learn page knows. */
export interface LearnEnvironment {
  readonly id: (typeof LEARNED)[number];
  readonly adapter: EnvAdapter;
  /** The return from which an episode counts as solved, as Gymnasium has it. */
  readonly solved: number;
  /** The ends of the chart of returns. */
  readonly range: readonly [min: number, max: number];
  /** What the page says of it. */
  readonly about: string;
}

export const ENVIRONMENTS: readonly LearnEnvironment[] = [
  {
    id: "CartPole-v1",
    adapter: cartPole,
    solved: 475,
    range: [0, 500],
    about: "Keep the pole upright: one point for each step, 500 at most.",
  },
  {
    id: "LunarLander-v3",
    adapter: lunarLander,
    solved: 200,
    range: [-400, 300],
    about: "Land between the flags with little fuel: 200 points and more count as solved.",
  },
];

export function environmentOf(id: string | null): LearnEnvironment {
  return ENVIRONMENTS.find((environment) => environment.id === id) ?? ENVIRONMENTS[0];
}

export const openEnv = (id: string): Promise<Env> => make(id) as Promise<Env>;

/** A network whose weights are random, as a policy for the environment. */
export function randomPolicy(
  { id, adapter }: LearnEnvironment,
  env: Env,
  sparsity: number,
  seed: number,
): PolicyFile {
  const encoder = observationEncoder(adapter.encoder!);
  const decoder = decoderFor(env.actionSpace);
  const architecture = defaultNetwork(encoder, decoder.outputs, sparsity);
  const network = randomNetwork(architecture, sparsity, new Random(seed));
  const outputDivisor = randomOutputDivisor(architecture);
  return {
    env: { id, options: {} },
    ...{ sparsity, network, observation: encoder.settings, provenance: { seed } },
    action: { ...decoder.settings, outputDivisor },
  };
}

export const policyIn = ({ adapter }: LearnEnvironment, env: Env, file: PolicyFile): Promise<NetworkPolicy> =>
  networkPolicy(file, adapter, env);

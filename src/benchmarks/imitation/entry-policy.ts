import type { Env } from "../../../envs/env.js";
import { networkPolicy, readDecoder } from "../../adapters/network-policy.js";
import { KernelGradients } from "../../kernels/gradients.js";
import type { Architecture } from "../../networks/architecture.js";
import type { PolicyFile } from "../../networks/policy-file.js";
import type { ActionDecoder, DecoderSettings } from "../../policies/action-decoder.js";
import type { EnvAdapter } from "../../policies/env-adapter.js";
import type { NetworkPolicy } from "../../policies/network-policy.js";
import { type EncoderSettings, observationEncoder } from "../../policies/observation-encoder.js";
import type { Policy } from "../../policies/policy.js";
import type { Action } from "../../rollout/rollout.js";

/** Who is compared. All of it can be sent to a worker thread. */
export type Actor =
  | { readonly kind: "expert" }
  /** Does the same in every step. */
  | { readonly kind: "constant"; readonly action: number | readonly number[] }
  | DenseActor
  /** A ternary policy, or several that vote: the mean of their actions, or the action that most of them choose. */
  | { readonly kind: "policies"; readonly policies: readonly PolicyFile[] };

/** A network before it is pruned: real weights, one array a layer, and the factor on its outputs. */
export interface DenseActor {
  readonly kind: "dense";
  readonly architecture: Architecture;
  readonly weights: readonly Float32Array[];
  readonly outputScale: number;
  readonly observation: EncoderSettings;
  readonly action: DecoderSettings;
}

/** @param env where it acts: experts look at it, and decoders that use privileged state */
export async function openActor(actor: Actor, adapter: EnvAdapter, env: Env): Promise<Policy> {
  switch (actor.kind) {
    case "expert": {
      const expert = Object.values(adapter.experts ?? {})[0]?.(env);
      if (!expert) throw new TypeError("expected an environment with an expert");
      return expert;
    }
    case "constant":
      return { predict: () => actor.action };
    case "dense":
      return openDense(actor, adapter);
    case "policies":
      return vote(await Promise.all(actor.policies.map((policy) => networkPolicy(policy, adapter, env))));
  }
}

function openDense(actor: DenseActor, adapter: EnvAdapter): Policy {
  const { architecture, weights, outputScale } = actor;
  const decoder: ActionDecoder = readDecoder(actor.action, adapter);
  const encoder = observationEncoder(actor.observation);
  const network = new KernelGradients({ architecture, loss: decoder.loss, batch: 1, threads: 1 });
  network.setParameters(weights, outputScale);
  const bytes = new Uint8Array(encoder.bytes);
  return {
    predict(observation) {
      encoder.encode(observation, bytes, 0);
      const outputs = network.forwardNow(bytes, 1).map((output) => output * outputScale);
      return decoder.decode(outputs, { observation });
    },
    close: () => void network.close(),
  };
}

function vote(policies: readonly NetworkPolicy[]): Policy {
  return {
    reset() {
      for (const policy of policies) policy.reset();
    },
    predict: (observation) => combine(policies.map((policy) => policy.predict(observation))),
    close() {
      for (const policy of policies) policy.close();
    },
  };
}

/** The mean of continuous actions; of discrete ones the most frequent, the first of equals. */
function combine(actions: readonly Action[]): Action {
  const [first] = actions;
  if (first instanceof Float32Array) {
    return first.map((_, index) => {
      const sum = actions.reduce<number>((total, action) => total + (action as Float32Array)[index], 0);
      return sum / actions.length;
    });
  }
  const votes = (action: Action) => actions.filter((other) => String(other) === String(action)).length;
  return actions.reduce((best, action) => (votes(action) > votes(best) ? action : best));
}

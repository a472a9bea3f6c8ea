import type { Env } from "../../envs/env.js";
import { adapterOf, openEnv } from "../adapters/environments.js";
import { networkPolicy } from "../adapters/network-policy.js";
import { keepLast } from "../jobs/keep-last.js";
import { canonicalJson } from "../json.js";
import { type EnvReference, weightsHash } from "../networks/policy.js";
import type { NetworkPolicy } from "../policies/network-policy.js";
import type { Policy } from "../policies/policy.js";
import { startEpisode } from "./rollout.js";
import type { RolloutPlan, RolloutResult } from "./rollout-job.js";

const environments = new Map<string, Promise<Env>>();
const kept = keepLast<NetworkPolicy>((policy) => policy.close());

/** Runs one episode. Environment and policy are kept for the next one. */
export default async function runOne(plan: RolloutPlan, seed: number): Promise<RolloutResult> {
  const { env: reference, policy: file, acting } = plan;
  // The environment comes first: an adapter may come with its module.
  const env = await environment(reference);
  const adapter = await adapterOf(reference.id);
  const network = await keptPolicy(plan, env);
  const expert = adapter.experts && Object.values(adapter.experts)[0]?.(env);
  const labels: Policy | undefined = acting === "policy" ? expert : network;
  const actor = acting === "policy" ? network : (expert ?? network);
  const classOf = adapter.actionClass?.of ?? String;
  let agreed = 0;
  let steps = 0;
  let total = 0;
  for (const step of startEpisode(env, actor, { seed, labeller: labels }).steps) {
    steps++;
    total += step.reward;
    if (step.label !== undefined && classOf(step.action) === classOf(step.label)) agreed++;
  }
  const summary = { seed, return: total, steps };
  return file && labels ? { ...summary, agreement: agreed / steps } : summary;
}

function environment(reference: EnvReference): Promise<Env> {
  const key = canonicalJson(reference);
  const env = environments.get(key) ?? openEnv(reference);
  environments.set(key, env);
  return env;
}

function keptPolicy({ env: reference, policy }: RolloutPlan, env: Env): Promise<NetworkPolicy> {
  const key = canonicalJson([reference, policy.observation, policy.action]) + weightsHash(policy.network);
  return kept(key, async () => networkPolicy(policy, await adapterOf(reference.id), env));
}

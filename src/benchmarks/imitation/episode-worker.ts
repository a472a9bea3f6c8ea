import { adapterOf, openEnv, specOfEnv } from "../../adapters/environments.js";
import { streamOf } from "../../draws.js";
import type { Policy } from "../../policies/policy.js";
import { startEpisode } from "../../rollout/rollout.js";
import { CORRUPTIONS, type Corruption } from "./corruptions.js";
import { openActor } from "./entry-policy.js";
import type { ComparedEpisode, EpisodePlan } from "./episode-job.js";

/** Keeps the random numbers of corruptions apart from others with the same seed. */
const CORRUPTION_STREAM = 7;

/** Runs one episode. What comes of it depends on the plan alone. */
export default async function runCompared(plan: EpisodePlan, seed: number): Promise<ComparedEpisode> {
  const { env: reference, actor, corruption: name, acting } = plan;
  const corruption: Corruption = CORRUPTIONS[name];
  await specOfEnv(reference);
  const adapter = await adapterOf(reference.id);
  const env = await openEnv(reference, corruption.options);
  const entry = await openActor(actor, adapter, env);
  const expert = await openActor({ kind: "expert" }, adapter, env);
  try {
    const look = corruption.corrupt?.(streamOf(seed, CORRUPTION_STREAM), env.observationSpace);
    const looking: Policy = look
      ? { ...bound(entry), predict: (observation, info) => entry.predict(look(observation as never), info) }
      : entry;
    const noise = corruption.noise?.(adapter);
    const [policy, labeller] = acting === "entry" ? [looking, expert] : [expert, looking];
    const classOf = adapter.actionClass?.of ?? String;
    const confusion: Record<string, number> = {};
    let steps = 0;
    let total = 0;
    for (const { reward, action, label } of startEpisode(env, policy, { seed, labeller, noise }).steps) {
      steps++;
      total += reward;
      const [own, wanted] = acting === "entry" ? [action, label!] : [label!, action];
      const cell = `${classOf(wanted)}|${classOf(own)}`;
      confusion[cell] = (confusion[cell] ?? 0) + 1;
    }
    return { seed, return: total, steps, confusion };
  } finally {
    entry.close?.();
    env.close();
  }
}

/** A policy's other methods. */
const bound = (policy: Policy): Pick<Policy, "reset"> => ({ reset: (seed) => policy.reset?.(seed) });

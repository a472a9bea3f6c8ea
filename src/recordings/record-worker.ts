import { canonicalJson } from "../json.js";
import { weightsHash } from "../networks/policy.js";
import { startEpisode } from "../rollout/rollout.js";
import { type Demonstrator, type OpenDemonstrator, openDemonstrator } from "./demonstrator.js";
import type { RecordedEpisode } from "./record-job.js";
import { observationHash, type RecordedAction, recordedAction } from "./recording.js";

let kept: { readonly key: string; readonly open: OpenDemonstrator } | undefined;

/** Runs one episode, and tells of it what a recording holds. */
export default async function recordOne(who: Demonstrator, seed: number): Promise<RecordedEpisode> {
  const { env, policy, labeller, noise, stall } = await open(who);
  const hashes: string[] = [];
  const rewards: number[] = [];
  const actions: RecordedAction[] = [];
  const labels: RecordedAction[] = [];
  let end = { terminated: false, truncated: false };
  const { observation, steps } = startEpisode(env, policy, { seed, labeller, noise, stall });
  hashes.push(observationHash(observation));
  for (const { next, reward, action, label, terminated, truncated } of steps) {
    hashes.push(observationHash(next));
    rewards.push(reward);
    actions.push(recordedAction(action));
    if (label !== undefined) labels.push(recordedAction(label));
    end = { terminated, truncated };
  }
  return { seed, hashes, rewards, actions, ...(labels.length > 0 && { labels }), ...end };
}

async function open(who: Demonstrator): Promise<OpenDemonstrator> {
  const { policy, ...rest } = who;
  const acting = policy && [policy.observation, policy.action, weightsHash(policy.network)];
  const key = canonicalJson([rest, acting ?? "expert"]);
  if (kept?.key !== key) {
    kept?.open.close();
    kept = { key, open: await openDemonstrator(who) };
  }
  return kept.open;
}

import { keepLast } from "../jobs/keep-last.js";
import { canonicalJson } from "../json.js";
import { weightsHash } from "../networks/policy.js";
import { startEpisode, TrajectoryCollector } from "../rollout/rollout.js";
import { type Demonstrator, type OpenDemonstrator, openDemonstrator } from "./demonstrator.js";
import type { RecordedEpisode } from "./record-job.js";
import { factsOf } from "./write-trajectory.js";

const kept = keepLast<OpenDemonstrator>((open) => open.close());

/** Runs one episode, and tells of it what a recording holds. */
export default async function recordOne(who: Demonstrator, seed: number): Promise<RecordedEpisode> {
  const { env, reference, policy, ...events } = await open(who);
  const collector = new TrajectoryCollector(reference, seed);
  for (const step of startEpisode(env, policy, { ...events, seed }).steps) collector.add(step);
  const { env: _known, ...facts } = factsOf(collector.trajectory());
  return facts;
}

function open(who: Demonstrator): Promise<OpenDemonstrator> {
  const { policy, ...rest } = who;
  const acting = policy && [policy.observation, policy.action, weightsHash(policy.network)];
  return kept(canonicalJson([rest, acting ?? "expert"]), () => openDemonstrator(who));
}

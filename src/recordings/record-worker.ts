import { keepLast } from "../jobs/keep-last.js";
import { canonicalJson } from "../json.js";
import { weightsHash } from "../networks/policy.js";
import { startEpisode, TrajectoryCollector } from "../rollout/rollout.js";
import { type AgentSpec, type OpenAgent, openAgent } from "./agent-spec.js";
import type { RecordedEpisode } from "./record-job.js";
import { factsOf } from "./write-trajectory.js";

const kept = keepLast<OpenAgent>((open) => open.close());

/** Runs one episode, and tells of it what a recording holds. */
export default async function recordOne(spec: AgentSpec, seed: number): Promise<RecordedEpisode> {
  const { env, reference, policy, ...events } = await open(spec);
  const collector = new TrajectoryCollector(reference, seed);
  for (const step of startEpisode(env, policy, { ...events, seed }).steps) collector.add(step);
  const { env: _known, ...facts } = factsOf(collector.trajectory());
  return facts;
}

function open(spec: AgentSpec): Promise<OpenAgent> {
  const { policy, ...rest } = spec;
  const acting = policy && [policy.observation, policy.action, weightsHash(policy.network)];
  return kept(canonicalJson([rest, acting ?? "expert"]), () => openAgent(spec));
}

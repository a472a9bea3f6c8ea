import { keepLast } from "../jobs/keep-last.js";
import { canonicalJson } from "../json.js";
import { weightsHash } from "../networks/policy.js";
import { startEpisode, type Trajectory, TrajectoryCollector } from "../rollout/rollout.js";
import type { EpisodeSeed } from "../rollout/seeds.js";
import { type AgentSpec, type OpenAgent, openAgent } from "./agent-spec.js";

const kept = keepLast<OpenAgent>((open) => open.close());

/** An episode, and the agent that is open in this thread for the next one. */
export interface ActedOut {
  readonly trajectory: Trajectory;
  readonly by: OpenAgent;
}

/**
 * Runs one episode in a worker thread.
 * @param goOn asked before each step but the first; false ends the episode
 * @returns undefined when it was ended so
 */
export async function actOut(
  spec: AgentSpec,
  seed: EpisodeSeed,
  goOn: () => boolean = () => true,
): Promise<ActedOut | undefined> {
  const by = await open(spec);
  const { env, reference, policy, ...events } = by;
  const collector = new TrajectoryCollector(reference, seed);
  for (const step of startEpisode(env, policy, { ...events, seed }).steps) {
    collector.add(step);
    if (!goOn()) return undefined;
  }
  return { trajectory: collector.trajectory(), by };
}

function open(spec: AgentSpec): Promise<OpenAgent> {
  const { policy, ...rest } = spec;
  const acting = policy && [policy.observation, policy.action, weightsHash(policy.network)];
  return kept(canonicalJson([rest, acting ?? "expert"]), () => openAgent(spec));
}

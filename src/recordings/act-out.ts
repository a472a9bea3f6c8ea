import { keepLast } from "../jobs/keep-last.js";
import { canonicalJson } from "../json.js";
import { weightsHash } from "../networks/policy.js";
import { startEpisode, type Trajectory, TrajectoryCollector } from "../rollout/rollout.js";
import { type Demonstrator, type OpenDemonstrator, openDemonstrator } from "./demonstrator.js";

const kept = keepLast<OpenDemonstrator>((open) => open.close());

/** An episode, and the demonstrator that is open in this thread for the next one. */
export interface ActedOut {
  readonly trajectory: Trajectory;
  readonly by: OpenDemonstrator;
}

/**
 * Runs one episode in a worker thread.
 * @param goOn asked before each step but the first; false ends the episode
 * @returns undefined when it was ended so
 */
export async function actOut(
  who: Demonstrator,
  seed: number,
  goOn: () => boolean = () => true,
): Promise<ActedOut | undefined> {
  const by = await open(who);
  const { env, reference, policy, ...events } = by;
  const collector = new TrajectoryCollector(reference, seed);
  for (const step of startEpisode(env, policy, { ...events, seed }).steps) {
    collector.add(step);
    if (!goOn()) return undefined;
  }
  return { trajectory: collector.trajectory(), by };
}

function open(who: Demonstrator): Promise<OpenDemonstrator> {
  const { policy, ...rest } = who;
  const acting = policy && [policy.observation, policy.action, weightsHash(policy.network)];
  return kept(canonicalJson([rest, acting ?? "expert"]), () => openDemonstrator(who));
}

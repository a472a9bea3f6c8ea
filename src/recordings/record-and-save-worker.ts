import type { EpisodeSeed } from "../rollout/seeds.js";
import { actOut } from "./act-out.js";
import { type RecordPlan, Shared } from "./record-in-threads.js";
import { writeTrajectory } from "./write-trajectory.js";

/** Runs one episode and writes it. @returns the JSON file; undefined when it was called off */
export default async function recordAndSave(
  plan: RecordPlan,
  seed: EpisodeSeed,
): Promise<string | undefined> {
  const { spec, agent, folder, shared } = plan;
  const acted = await actOut(spec, seed, () => {
    Atomics.add(shared, Shared.steps, 1);
    return Atomics.load(shared, Shared.isOver) === 0;
  });
  if (!acted) return undefined;
  const { observationSpace } = acted.by.env;
  return writeTrajectory(acted.trajectory, { folder, agent, observationSpace });
}

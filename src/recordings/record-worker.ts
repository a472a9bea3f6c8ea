import type { EpisodeSeed } from "../rollout/seeds.js";
import { actOut } from "./act-out.js";
import type { AgentSpec } from "./agent-spec.js";
import type { RecordedEpisode } from "./record-job.js";
import { factsOf } from "./write-trajectory.js";

/** Runs one episode, and tells of it what a recording holds. */
export default async function recordOne(spec: AgentSpec, seed: EpisodeSeed): Promise<RecordedEpisode> {
  const { trajectory } = (await actOut(spec, seed))!;
  const { env: _known, ...facts } = factsOf(trajectory);
  return facts;
}

import { actOut } from "./act-out.js";
import type { Demonstrator } from "./demonstrator.js";
import type { RecordedEpisode } from "./record-job.js";
import { factsOf } from "./write-trajectory.js";

/** Runs one episode, and tells of it what a recording holds. */
export default async function recordOne(who: Demonstrator, seed: number): Promise<RecordedEpisode> {
  const { trajectory } = (await actOut(who, seed))!;
  const { env: _known, ...facts } = factsOf(trajectory);
  return facts;
}

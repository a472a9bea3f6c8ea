import type { Env } from "../../envs/env.js";
import { openEnv } from "../adapters/environments.js";
import { InputError } from "../errors.js";
import { keepLast } from "../jobs/keep-last.js";
import { canonicalJson } from "../json.js";
import type { EnvReference } from "../networks/policy.js";
import { ReplayPolicy } from "../policies/policy.js";
import { startEpisode } from "../rollout/rollout.js";
import type { RecordedEpisode } from "./record-job.js";
import { type Agent, observationHash } from "./recording.js";
import { frameSize, writeEpisode } from "./write-trajectory.js";

/** What the episodes of a run have in common, for whoever saves them. */
export interface SavePlan {
  readonly reference: EnvReference;
  readonly agent: Agent;
  readonly folder: string;
}

const kept = keepLast<Env>((env) => env.close());

/**
 * Writes an episode that was recorded elsewhere; where observations are images, a replay shows them.
 * @returns the JSON file
 */
export default async function saveOne(plan: SavePlan, episode: RecordedEpisode): Promise<string> {
  const { reference, ...where } = plan;
  const env = await kept(canonicalJson(reference), () => openEnv(reference));
  const { observationSpace } = env;
  const observations = frameSize(observationSpace) ? replayed(env, episode) : [];
  return writeEpisode({ ...episode, env: reference }, observations, { ...where, observationSpace });
}

/** @throws InputError when this machine sees something else than the one that recorded */
function replayed(env: Env, { seed, actions, hashes }: RecordedEpisode): unknown[] {
  const maxSteps = actions.length;
  const { observation, steps } = startEpisode(env, new ReplayPolicy(actions), { seed, maxSteps });
  const observations = [observation, ...Array.from(steps, ({ next }) => next)];
  const wrong = hashes.findIndex((hash, index) => hash !== observationHash(observations[index]));
  if (wrong < 0) return observations;
  throw new InputError(
    `seed ${seed}: expected to see in step ${wrong} what the worker saw, got another observation`,
  );
}

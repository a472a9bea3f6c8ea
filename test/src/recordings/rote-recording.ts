import { mkdirSync } from "node:fs";
import { make } from "../../../envs/index.js";
import { ReplayPolicy } from "../../../src/policies/policy.js";
import { writeTrajectory } from "../../../src/recordings/write-trajectory.js";
import { type Action, rollout } from "../../../src/rollout/rollout.js";
import type { EpisodeSeed } from "../../../src/rollout/seeds.js";

/** Records an episode of these actions, over and over until `steps` or its end. Returns the JSON file. */
export async function recordByRote(
  folder: string,
  id: string,
  actions: readonly Action[],
  { seed = 0, steps = 20, options = {} }: { seed?: EpisodeSeed; steps?: number; options?: object } = {},
): Promise<string> {
  mkdirSync(folder, { recursive: true });
  const env = await make(id as never, options as never);
  const reference = { id, options: options as Record<string, never> };
  const policy = new ReplayPolicy(Array.from({ length: steps }, (_, i) => actions[i % actions.length]!));
  const trajectory = rollout(env, policy, { reference, seed, maxSteps: steps });
  const agent = { kind: "policy", name: "by rote" } as const;
  return writeTrajectory(trajectory, { folder, agent, observationSpace: env.observationSpace });
}

import { writeTrajectory } from "../../../src/recordings/write-trajectory.js";
import { type EpisodeOptions, rollout } from "../../../src/rollout/rollout.js";
import { Dot } from "./dot.js";

/** Records an episode of `steps` steps in which the dot goes right at an uneven pace. Returns the JSON file. */
export function recordDot(folder: string, { seed = 3, steps = 40, noise = false } = {}): Promise<string> {
  const env = new Dot();
  let step = 0;
  const uneven = { predict: () => [0.1 + 0.05 * Math.sin(step++), 0.5] };
  const even: EpisodeOptions["labeller"] = noise ? { predict: () => [0.1, 0.5] } : undefined;
  const reference = { id: "Dot-v0", options: {} };
  const trajectory = rollout(env, uneven, { reference, seed, labeller: even, maxSteps: steps });
  return writeTrajectory(trajectory, {
    folder,
    agent: { kind: "expert", name: "Steady hand", ...(noise && { noise }) },
    observationSpace: env.observationSpace,
  });
}

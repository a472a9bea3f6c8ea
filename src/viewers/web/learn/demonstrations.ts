import { type Env, Random } from "../../../../envs/index.js";
import type { Decision } from "../../../policies/action-decoder.js";
import { decoderFor } from "../../../policies/decoders.js";
import type { ObservationEncoder } from "../../../policies/observation-encoder.js";
import type { Policy } from "../../../policies/policy.js";
import { startEpisode } from "../../../rollout/rollout.js";
import type { Demonstrations } from "../live/demonstrations.js";
import type { LearnEnvironment } from "./environments.js";

/** Share of the steps in which a random action is taken instead of the expert's, so that it shows how to recover. */
const NOISE = 0.15;
/** One step in so many is kept: the next one looks much the same. */
const EVERY = 4;
const MOST_STEPS = 600;

/** Lets the scripted expert act in one episode of each seed. What it wanted is what a network learns. */
export function demonstrate(
  { adapter }: LearnEnvironment,
  env: Env,
  seeds: readonly number[],
  encoder: ObservationEncoder,
): Demonstrations {
  const expert = Object.values(adapter.experts!)[0](env)!;
  const count = decoderFor(env.actionSpace).outputs;
  const rows: Uint8Array[] = [];
  const decisions: Decision[] = [];
  for (const seed of seeds) {
    const random = new Random(seed);
    let step = 0;
    const policy: Policy = {
      predict(observation, info) {
        const action = expert.predict(observation, info) as number;
        if (step++ % EVERY === 0) {
          const row = new Uint8Array(encoder.bytes);
          encoder.encode(observation, row, 0);
          rows.push(row);
          decisions.push({ action, privileged: [] });
        }
        return random.random() < NOISE ? random.integers(count) : action;
      },
    };
    for (const _ of startEpisode(env, policy, { seed, maxSteps: MOST_STEPS }).steps);
  }
  const images = new Uint8Array(rows.length * encoder.bytes);
  for (const [index, row] of rows.entries()) images.set(row, index * encoder.bytes);
  return { count: rows.length, images, decisions };
}

import type { Env } from "../../envs/env.js";
import { checkModule, openEnv } from "../adapters/environments.js";
import { InputError } from "../errors.js";
import { ReplayPolicy } from "../policies/policy.js";
import { startEpisode } from "../rollout/rollout.js";
import type { Recording } from "./recording.js";

/** One observation of a replayed episode: the reset's, or a step's. */
export interface ReplayedStep {
  /** Steps before this observation; 0 is the reset. */
  readonly index: number;
  readonly observation: unknown;
  /** 0 for the reset. */
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  readonly info: object;
}

/**
 * Makes the environment of a recording again.
 * @param file the recording's file, for messages
 * @param overrides options that replace the recorded ones
 * @throws InputError when this version of the program has no such environment
 */
export async function environmentOfRecording(
  { environment }: Recording,
  file: string,
  overrides?: Readonly<Record<string, unknown>>,
): Promise<Env> {
  checkModule(environment, file);
  try {
    return await openEnv(environment, overrides);
  } catch (error) {
    if (error instanceof InputError) throw new InputError(`${file}: ${error.message}`, { cause: error });
    throw error;
  }
}

/**
 * Takes the recorded actions from the recorded seed. The environment must be the recording's.
 * @throws InputError when it cannot take an action
 */
export function* replay({ seed, actions }: Recording, env: Env): Generator<ReplayedStep> {
  const { observation, info, steps } = startEpisode(env, new ReplayPolicy(actions), {
    seed,
    maxSteps: actions.length,
  });
  yield { index: 0, observation, reward: 0, terminated: false, truncated: false, info };
  let index = 0;
  try {
    for (const { next, reward, terminated, truncated, info: after } of steps) {
      index++;
      yield { index, observation: next, reward, terminated, truncated, info: after };
    }
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new InputError(`step ${index + 1}: ${error.message}`, { cause: error });
    }
    throw error;
  }
  if (index < actions.length) {
    throw new InputError(
      `expected ${actions.length} steps as recorded, got an episode that ends after ${index}`,
    );
  }
}

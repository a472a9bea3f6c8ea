import type { Env } from "../../envs/env.js";
import { InputError } from "../errors.js";
import type { PictureEnv } from "./episode-recorder.js";
import type { RecordedAction, Recording } from "./recording.js";

/** One frame of a replayed episode: the reset, or a step. */
export interface ReplayedFrame {
  /** Steps before this frame; 0 is the reset. */
  readonly index: number;
  readonly observation: Uint8Array;
  /** 0 for the reset. */
  readonly reward: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

/**
 * Makes the environment of a recording again.
 * @param file the recording's file, for messages
 * @throws InputError when this version of the program has no such environment
 */
export async function environmentOf(
  { environment: { id, options } }: Recording,
  file: string,
): Promise<PictureEnv> {
  const { make } = await import("../../envs/index.js");
  try {
    return (await make(id, options)) as Env as PictureEnv;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new InputError(`${file}: environment: ${error.message}`);
    }
    throw error;
  }
}

/**
 * Drives the recorded actions from the recorded seed. The environment must be the recording's.
 * @throws InputError when it cannot take an action
 */
export function* replay({ seed, actions }: Recording, env: PictureEnv): Generator<ReplayedFrame> {
  const [first] = env.reset({ seed });
  yield { index: 0, observation: first, reward: 0, terminated: false, truncated: false };
  for (const [i, action] of actions.entries()) {
    const [observation, reward, terminated, truncated] = stepWith(env, action, i + 1);
    yield { index: i + 1, observation, reward, terminated, truncated };
  }
}

function stepWith(env: PictureEnv, action: RecordedAction, step: number): ReturnType<PictureEnv["step"]> {
  try {
    return env.step(action);
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) {
      throw new InputError(`step ${step}: ${error.message}`, { cause: error });
    }
    throw error;
  }
}

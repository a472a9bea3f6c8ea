import { adapterOf } from "../../../adapters/environments.js";
import { networkPolicy } from "../../../adapters/network-policy.js";
import { InputError } from "../../../errors.js";
import { parsePolicy } from "../../../networks/policy.js";
import {
  labelsOf,
  type RecordedAction,
  type Recording,
  recordedAction,
} from "../../../recordings/recording.js";
import { environmentOfRecording, replay } from "../../../recordings/replay.js";
import type { Action } from "../../../rollout/rollout.js";

/** What a policy would have done on the way of a recording, and how far that is from the labels; see `Agreement`. */
export interface Comparison {
  readonly actions: readonly number[];
  readonly differences: readonly number[];
}

/**
 * Replays a recording and asks a policy in each step what it would do.
 * @param file the recording's
 * @param text a policy file's
 * @param name what the policy is called, for messages
 * @throws InputError when the policy is for another environment, or the recording cannot be replayed
 */
export async function compareWithPolicy(
  recording: Recording,
  file: string,
  text: string,
  name: string,
): Promise<Comparison> {
  const { id } = recording.environment;
  const content = parsePolicy(text, name);
  if (content.env?.id !== id) {
    throw new InputError(
      `${name}: expected a policy for ${id}, got one for ${content.env?.id ?? content.task}`,
    );
  }
  const env = await environmentOfRecording(recording, file);
  try {
    const policy = await networkPolicy(content, await adapterOf(id), env);
    try {
      const chosen: RecordedAction[] = [];
      for (const { index, observation } of replay(recording, env)) {
        if (index < recording.actions.length)
          chosen.push(recordedAction(policy.predict(observation as never) as Action));
      }
      const labels = labelsOf(recording);
      const differences = chosen.flatMap((action, step) => differencesOf(action, labels[step]));
      return { actions: chosen.flat(), differences };
    } finally {
      policy.close();
    }
  } finally {
    env.close();
  }
}

function differencesOf(action: RecordedAction, label: RecordedAction): number | number[] {
  if (typeof action === "number" || typeof label === "number") return Number(action !== label);
  return action.map((value, element) => Math.abs(value - label[element]));
}

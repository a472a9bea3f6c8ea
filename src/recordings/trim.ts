import { dirname } from "node:path";
import { InputError } from "../errors.js";
import { type Recording, stepsOf } from "./recording.js";
import { readFrames, readRecording, writeRecording } from "./recording-folder.js";

/**
 * Writes the first steps of a recording as a recording of its own; the whole one stays. A replay proves it as it proves
 * the whole one, since an episode's beginning does not depend on how it goes on.
 * @param file the JSON file
 * @param steps how many to keep
 * @returns the new JSON file, in the same folder
 * @throws InputError when the recording is damaged or has no more steps than that
 */
export async function trimRecording(file: string, steps: number): Promise<string> {
  const recording = await readRecording(file);
  const all = stepsOf(recording);
  if (!Number.isInteger(steps) || steps < 1 || steps >= all) {
    throw new InputError(`${file}: expected to keep 1 to ${all - 1} of its ${all} steps, got ${steps}`);
  }
  const frames = await readFrames(file, recording);
  return writeRecording(dirname(file), firstSteps(recording, steps), frames.slice(0, steps + 1));
}

function firstSteps(recording: Recording, steps: number): Recording {
  const { actions, rewards, hashes, labels, corrected } = recording;
  return {
    ...recording,
    terminated: false,
    truncated: false,
    actions: actions.slice(0, steps),
    rewards: rewards.slice(0, steps),
    hashes: hashes.slice(0, steps + 1),
    ...(labels && { labels: labels.slice(0, steps) }),
    ...(corrected && { corrected: corrected.filter((step) => step < steps) }),
  };
}

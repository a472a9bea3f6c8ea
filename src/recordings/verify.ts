import type { Env } from "../../envs/env.js";
import { InputError } from "../errors.js";
import { kindOf } from "../policies/space-kind.js";
import { readWhole } from "../read-file.js";
import {
  observationHash,
  parseRecording,
  parseUnproven,
  type RecordedAction,
  type Recording,
} from "./recording.js";
import { readFrames } from "./recording-folder.js";
import { environmentOfRecording, type ReplayedStep, replay } from "./replay.js";

/**
 * Proves a recording: replays its seed and actions in the recorded environment and compares every reward, every
 * observation's hash and the end, then the frame sheet's pixels, then the checksum.
 * @param file the JSON file
 * @returns the first difference as a sentence; undefined when the recording is true
 * @throws InputError when the file is damaged beyond replaying
 */
export async function verifyRecording(file: string): Promise<string | undefined> {
  const text = (await readWhole(file)).toString();
  const recording = parseUnproven(text, file);
  const env = await environmentOfRecording(recording, file);
  try {
    const difference =
      verifyReplay(recording, env) ??
      wrongLabel(recording, env) ??
      verifySheet(recording, await readFrames(file, recording));
    if (difference) return `${file}: ${difference}`;
  } finally {
    env.close();
  }
  parseRecording(text, file);
  return undefined;
}

/**
 * The first label that is no action of the environment: nothing but this looks at labels, which no replay takes.
 * Numbers of a Box may be beyond its bounds, as actions may.
 */
export function wrongLabel({ labels = [] }: Recording, { actionSpace }: Env): string | undefined {
  const known = kindOf(actionSpace);
  const isAction = (label: RecordedAction): boolean => {
    if (known?.kind === "box") return typeof label !== "number" && label.length === known.space.low.length;
    return actionSpace.contains(typeof label === "number" ? label : Int32Array.from(label));
  };
  const step = labels.findIndex((label) => !isAction(label));
  if (step < 0) return undefined;
  return `step ${step}: expected a label out of ${actionSpace}, got ${JSON.stringify(labels[step])}`;
}

/** The first difference between a recording and its replay. */
export function verifyReplay(recording: Recording, env: Env): string | undefined {
  try {
    for (const _ of provenReplay(recording, env));
  } catch (error) {
    if (error instanceof InputError) return error.message;
    throw error;
  }
  return undefined;
}

/**
 * A replay whose every step is as recorded.
 * @throws InputError (from the generator) that names the first step that is not
 */
export function* provenReplay(recording: Recording, env: Env): Generator<ReplayedStep> {
  for (const step of replay(recording, env)) {
    const difference = differenceOf(recording, step);
    if (difference) throw new InputError(difference);
    yield step;
  }
}

function differenceOf(
  { actions, rewards, hashes, ...recorded }: Recording,
  { index, observation, reward, terminated, truncated }: ReplayedStep,
): string | undefined {
  const isLast = index === actions.length;
  const difference =
    compare("reward", rewards[index - 1], index > 0 ? reward : undefined) ??
    compare("observation", hashes[index], observationHash(observation)) ??
    compare("terminated", isLast && recorded.terminated, terminated) ??
    compare("truncated", isLast && recorded.truncated, truncated);
  return difference && `step ${index}: ${difference}`;
}

function compare<Value>(what: string, recorded: Value, replayed: Value): string | undefined {
  if (recorded === replayed) return undefined;
  return `expected the recorded ${what} ${recorded}, got ${replayed} from the replay`;
}

/** The first frame of the frame sheet that is not the one whose hash was recorded. */
export function verifySheet({ hashes }: Recording, frames: readonly Uint8Array[]): string | undefined {
  const index = frames.findIndex((frame, i) => observationHash(frame) !== hashes[i]);
  if (index < 0) return undefined;
  return `frame sheet: expected frame ${index} to be ${hashes[index]} as recorded, got ${observationHash(frames[index])}`;
}

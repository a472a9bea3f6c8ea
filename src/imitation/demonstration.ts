import type { Env } from "../../envs/env.js";
import { streamOf } from "../draws.js";
import { InputError } from "../errors.js";
import type { EnvAdapter } from "../policies/env-adapter.js";
import type { ObservationEncoder } from "../policies/observation-encoder.js";
import { ReplayPolicy } from "../policies/policy.js";
import { labelsOf, observationHash, type RecordedAction, type Recording } from "../recordings/recording.js";
import { readFrames } from "../recordings/recording-folder.js";
import { environmentOfRecording } from "../recordings/replay.js";
import { wrongLabel } from "../recordings/verify.js";
import { startEpisode } from "../rollout/rollout.js";
import type { EpisodeSeed } from "../rollout/seeds.js";
import { IMAGE_CORRUPTIONS, type ImageCorruption } from "./image-corruptions.js";

/**
 * Which frames of an episode to take: `first`, and one in `every` from there; of hard ones, one in `everyHard`. Easy
 * frames are much more frequent, and what happens in the hard ones decides an episode.
 */
export interface Choice {
  readonly first: number;
  readonly every: number;
  readonly everyHard: number;
}

/** Frames of one episode to learn from, packed for the way between threads. */
export interface Demonstration {
  readonly count: number;
  /** Encoded observations: frames × the encoder's bytes. */
  readonly images: Uint8Array;
  /** What was wanted: frames × elements of an action; one element for discrete actions. */
  readonly actions: Float32Array;
  /** Frames × the size of the adapter's privileged state. */
  readonly privileged: Float32Array;
}

interface Frame {
  readonly observation: unknown;
  readonly label: RecordedAction;
  readonly privileged: Float32Array;
}

/**
 * Frames of a recorded episode. The recorded actions are taken again, and the recorded hashes prove each observation
 * that is used. Where the replay shows something else, for instance since the recording was made by another version,
 * the frame sheet is read, whose frames are proved by the same hashes.
 * @param file the recording's JSON file
 * @param augment corruptions that some of the images get: see `augmenter`
 * @throws InputError when neither gives what was recorded
 */
export async function readDemonstration(
  recording: Recording,
  file: string,
  adapter: EnvAdapter,
  encoder: ObservationEncoder,
  choice: Choice,
  augment: readonly ImageCorruption[] = [],
): Promise<Demonstration> {
  const frames = await readFramesOf(recording, file, adapter, choice);
  const images = new Uint8Array(frames.length * encoder.bytes);
  const see = augmenter(augment, recording.seed, encoder);
  frames.forEach(({ observation }, index) => {
    encoder.encode(see(observation), images, index * encoder.bytes);
  });
  const size = adapter.privileged?.size ?? 0;
  const privileged = new Float32Array(frames.length * size);
  frames.forEach((frame, index) => {
    privileged.set(frame.privileged, index * size);
  });
  const actions = Float32Array.from(frames.flatMap(({ label }) => label as number | number[]));
  return { count: frames.length, images, actions, privileged };
}

/**
 * Leaves an image as it is or corrupts it in one of several ways, each as often; the same for every reading of an
 * episode.
 */
function augmenter(
  augment: readonly ImageCorruption[],
  seed: EpisodeSeed,
  { settings }: ObservationEncoder,
): (observation: unknown) => unknown {
  if (augment.length === 0) return (observation) => observation;
  if (settings.kind !== "image" || settings.channels !== 3) {
    throw new InputError(
      "option --augment: expected it where RGB images are observed, got it where none are",
    );
  }
  const random = streamOf(BigInt(seed), AUGMENT_STREAM);
  const ways = augment.map((name) => IMAGE_CORRUPTIONS[name](random, settings.width));
  return (observation) => {
    const way = ways[random.integers(ways.length + 1)];
    return way ? way(observation as Uint8Array) : observation;
  };
}

/** Keeps the random numbers of corruptions apart from others with the same seed. */
const AUGMENT_STREAM = 8;

/** The chosen frames, by a replay or out of the frame sheet. @throws InputError when neither gives what was recorded */
export async function readFramesOf(
  recording: Recording,
  file: string,
  adapter: EnvAdapter,
  choice: Choice,
): Promise<Frame[]> {
  return (
    (await replayedFrames(recording, file, adapter, choice)) ??
    (await recordedFrames(recording, file, adapter, choice))
  );
}

function isChosen({ first, every, everyHard }: Choice, step: number, isHard: boolean): boolean {
  return step >= first && (step - first) % (isHard ? everyHard : every) === 0;
}

/** Undefined when the replay does not show what was recorded, or there is no such environment any more. */
export async function replayedFrames(
  recording: Recording,
  file: string,
  adapter: EnvAdapter,
  choice: Choice,
): Promise<Frame[] | undefined> {
  const { seed, actions, hashes } = recording;
  const { replay, privileged, hyperparameters } = adapter;
  const labels = labelsOf(recording);
  const env = await openOrUndefined(recording, file, adapter);
  if (!env) return undefined;
  const wrong = wrongLabel(recording, env);
  if (wrong !== undefined) {
    env.close();
    throw new InputError(`${file}: ${wrong}`);
  }
  const frames: Frame[] = [];
  /** @returns whether the observation is as recorded */
  const look = (step: number, seen: unknown, follow?: (label?: RecordedAction) => Float32Array) => {
    const label = labels[step];
    const chosen = isChosen(choice, step, hyperparameters?.isHard?.(label) ?? false);
    const state = follow?.(chosen ? label : undefined) ?? NOTHING;
    if (!chosen) return true;
    const observation = replay ? replay.observe(env) : seen;
    frames.push({ observation, label, privileged: state });
    return observationHash(observation) === hashes[step];
  };
  try {
    const { observation, steps } = startEpisode(env, new ReplayPolicy(actions), {
      seed,
      maxSteps: actions.length,
    });
    const follow = privileged?.follow(env);
    if (!look(0, observation, follow)) return undefined;
    for (const { index, next } of steps) {
      if (index + 1 < actions.length && !look(index + 1, next, follow)) return undefined;
    }
    return frames;
  } catch (error) {
    if (error instanceof RangeError || error instanceof TypeError) return undefined;
    throw error;
  } finally {
    env.close();
  }
}

const NOTHING = new Float32Array();

async function openOrUndefined(
  recording: Recording,
  file: string,
  { replay }: EnvAdapter,
): Promise<Env | undefined> {
  try {
    return await environmentOfRecording(recording, file, replay?.options);
  } catch (error) {
    if (error instanceof InputError && recording.frame) return undefined;
    throw error;
  }
}

/** Frames out of the frame sheet. */
async function recordedFrames(
  recording: Recording,
  file: string,
  { privileged, hyperparameters }: EnvAdapter,
  choice: Choice,
): Promise<Frame[]> {
  if (!recording.frame) {
    throw new InputError(
      `${file}: expected a replay to show the recorded observations, got others: the environment has changed`,
    );
  }
  const observations = await readFrames(file, recording);
  return labelsOf(recording)
    .map((label, step) => ({ label, step, observation: observations[step] }))
    .filter(({ label, step }) => isChosen(choice, step, hyperparameters?.isHard?.(label) ?? false))
    .map(({ label, step, observation }) => {
      if (observationHash(observation) !== recording.hashes[step]) {
        throw new InputError(`${file}: expected frame ${step} of the frame sheet as recorded, got another`);
      }
      return { observation, label, privileged: privileged?.seen(observation) ?? NOTHING };
    });
}

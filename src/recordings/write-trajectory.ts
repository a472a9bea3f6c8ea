import type { Space } from "../../envs/spaces.js";
import type { EnvReference } from "../networks/policy.js";
import { kindOf } from "../policies/space-kind.js";
import type { Trajectory } from "../rollout/rollout.js";
import { packageVersion } from "../version.js";
import { COLUMNS } from "./frame-sheet.js";
import { type Agent, observationHash, type Recording, recordedAction } from "./recording.js";
import { writeRecording } from "./recording-folder.js";

export interface WriteOptions {
  /** Where to write. It must exist; see `prepareFolder`. */
  readonly folder: string;
  readonly agent: Agent;
  readonly observationSpace: Space;
  /** The steps in which someone overruled the policy. */
  readonly corrected?: readonly number[] | undefined;
  /** The version of aann-gym that recorded it. Default: this one. */
  readonly package?: string | undefined;
  /** When, in ISO 8601 and UTC. Default: now. */
  readonly created?: string | undefined;
}

/**
 * Writes an episode as a recording.
 * @returns the path of the JSON file
 */
export const writeTrajectory = (trajectory: Trajectory, options: WriteOptions): Promise<string> =>
  writeEpisode(factsOf(trajectory), trajectory.observations, options);

/** What a recording holds of an episode, without its observations but for their hashes. */
export function factsOf({ observations, actions, labels, ...rest }: Trajectory): RecordedFacts {
  return {
    ...rest,
    hashes: observations.map(observationHash),
    actions: actions.map(recordedAction),
    ...(labels && { labels: labels.map(recordedAction) }),
  };
}

/** What is known of an episode besides its observations. */
export interface RecordedFacts
  extends Pick<Recording, "seed" | "hashes" | "rewards" | "actions" | "labels" | "terminated" | "truncated"> {
  readonly env: EnvReference;
}

/**
 * Writes an episode as a recording.
 * @param observations those of the hashes; not needed where they are no images
 * @returns the path of the JSON file
 */
export function writeEpisode(
  { env, seed, terminated, truncated, hashes, rewards, actions, labels }: RecordedFacts,
  observations: readonly unknown[],
  { folder, agent, observationSpace, corrected = [], package: version, created }: WriteOptions,
): Promise<string> {
  const size = frameSize(observationSpace);
  const recording: Recording = {
    package: version ?? packageVersion(),
    created: created ?? new Date().toISOString(),
    ...{ environment: env, seed, agent, terminated, truncated },
    ...(size && { frame: { ...size, columns: COLUMNS } }),
    ...{ hashes, rewards, actions },
    ...(labels && { labels }),
    ...(corrected.length > 0 && { corrected }),
  };
  return writeRecording(folder, recording, size ? (observations as Uint8Array[]) : []);
}

/** The size of RGB images; undefined where observations are something else. */
export function frameSize(space: Space): { readonly width: number; readonly height: number } | undefined {
  const known = kindOf(space);
  if (known?.kind !== "box" || known.space.dtype !== "uint8") return undefined;
  const [height, width, channels] = known.space.shape;
  return channels === 3 ? { width: width!, height: height! } : undefined;
}

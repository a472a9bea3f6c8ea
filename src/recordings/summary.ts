import { stat } from "node:fs/promises";
import { basename } from "node:path";
import type { EnvReference } from "../networks/policy.js";
import type { EpisodeSeed } from "../rollout/seeds.js";
import { type Agent, type Recording, returnOf, stepsOf } from "./recording.js";
import { sheetOf } from "./recording-folder.js";

/** A recording without its arrays. */
export interface Summary {
  /** The JSON file's name without its ending. */
  readonly name: string;
  readonly file: string;
  readonly environment: EnvReference;
  readonly seed: EpisodeSeed;
  readonly agent: Agent;
  readonly steps: number;
  readonly return: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Size of its files. */
  readonly bytes: number;
}

export async function summarise(file: string, recording: Recording): Promise<Summary> {
  const files = recording.frame ? [file, sheetOf(file)] : [file];
  const sizes = await Promise.all(files.map(async (path) => (await stat(path)).size));
  const { environment, seed, agent, terminated, truncated, created } = recording;
  return {
    name: basename(file, ".json"),
    file,
    environment,
    seed,
    agent,
    steps: stepsOf(recording),
    return: returnOf(recording),
    terminated,
    truncated,
    created,
    bytes: sizes.reduce((a, b) => a + b, 0),
  };
}

/** Who acted, for people: "expert fast with noise". */
export function describeAgent({ kind, name, ...noise }: Agent): string {
  return [kind, name, ...Object.keys(noise).map((each) => `with ${each}`)].filter(Boolean).join(" ");
}

import { stat } from "node:fs/promises";
import { basename } from "node:path";
import { type Driver, type RecordedEnvironment, type Recording, returnOf, stepsOf } from "./recording.js";
import { stripOf } from "./recording-folder.js";

/** A recording without its arrays. */
export interface Summary {
  /** The JSON file's name without its ending. */
  readonly name: string;
  readonly file: string;
  readonly environment: RecordedEnvironment;
  readonly seed: number;
  readonly driver: Driver;
  readonly steps: number;
  readonly return: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
  /** ISO 8601, UTC. */
  readonly created: string;
  /** Size of both files. */
  readonly bytes: number;
}

export async function summarise(file: string, recording: Recording): Promise<Summary> {
  const sizes = await Promise.all([file, stripOf(file)].map(async (path) => (await stat(path)).size));
  const { environment, seed, driver, terminated, truncated, created } = recording;
  return {
    name: basename(file, ".json"),
    file,
    environment,
    seed,
    driver,
    steps: stepsOf(recording),
    return: returnOf(recording),
    terminated,
    truncated,
    created,
    bytes: sizes.reduce((a, b) => a + b, 0),
  };
}

/** Who drove, for people: "expert fast with noise". */
export function describeDriver({ kind, name, ...bursts }: Driver): string {
  return [kind, name, ...Object.keys(bursts).map((each) => `with ${each}`)].filter(Boolean).join(" ");
}

import { basename } from "node:path";
import { make } from "../../../envs/index.js";
import { type Policy, weightsHash } from "../../networks/policy-file.js";
import type { RecordOptions } from "./options.js";

/** The environment that is driven, and what made it. */
export async function makeRace({ physics }: RecordOptions) {
  const environment = { id: "CarRacing-v3", options: { physics, pictures: "pygame-ce" } } as const;
  return { env: await make(environment.id, environment.options), environment };
}

/** See `makeRace`. */
export type Race = Awaited<ReturnType<typeof makeRace>>;

/** A policy's name in recordings: its file's, and the beginning of its weights' hash. */
export function nameOf(file: string, { network }: Policy): string {
  return `${basename(file, ".json")} ${weightsHash(network).slice(0, 8)}`;
}

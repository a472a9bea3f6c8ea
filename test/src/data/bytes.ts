import { createHash } from "node:crypto";
import { Random } from "../../../envs/random.js";
import type { DataFile } from "../../../src/data/stored-data-set.js";

/** Bytes drawn by chance: any two stretches of them differ. */
export function randomBytes(length: number, seed = 0): Uint8Array {
  const random = new Random(seed);
  return Uint8Array.from({ length }, () => random.integers(256));
}

/** What a catalogue says of a file with these bytes. */
export function describeFile(name: string, bytes: Uint8Array): DataFile {
  return { name, bytes: bytes.length, sha256: createHash("sha256").update(bytes).digest("hex") };
}

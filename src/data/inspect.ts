import { createHash } from "node:crypto";
import { createReadStream } from "node:fs";
import { stat } from "node:fs/promises";
import { join } from "node:path";
import { pipeline } from "node:stream/promises";
import { InputError } from "../errors.js";
import type { DataFile, Edition, StoredDataSet } from "./stored-data-set.js";

export interface Inspection {
  readonly state: "whole" | "absent" | "incomplete" | "damaged";
  /** One clause for each file that is not as it should be. */
  readonly faults: readonly string[];
}

/** Reads all files of an edition and compares their SHA-256. */
export async function inspect({ folder, files }: Edition): Promise<Inspection> {
  const expected = Object.values(files);
  const found = await Promise.all(expected.map((file) => faultOf(join(folder(), file.name), file)));
  const faults = found.filter((fault) => fault !== undefined);
  const missing = faults.filter(({ isMissing }) => isMissing).length;
  const state =
    faults.length === 0
      ? "whole"
      : missing === expected.length
        ? "absent"
        : missing === faults.length
          ? "incomplete"
          : "damaged";
  return { state, faults: faults.map(({ clause }) => clause) };
}

/** What is wrong with a file, if anything. */
export async function faultOf(
  path: string,
  { bytes, sha256 }: DataFile,
): Promise<{ isMissing: boolean; clause: string } | undefined> {
  const size = await sizeOf(path);
  if (size === undefined) return { isMissing: true, clause: `${path} is missing` };
  const fault = (clause: string) => ({ isMissing: false, clause: `${path} ${clause}` });
  if (size !== bytes) return fault(`should have ${bytes} bytes, but has ${size}`);
  const hash = createHash("sha256");
  await pipeline(createReadStream(path), hash);
  return hash.digest("hex") === sha256 ? undefined : fault("has another SHA-256 than it should");
}

/** Length of a file in bytes; nothing when there is none. */
export async function sizeOf(path: string): Promise<number | undefined> {
  const found = await stat(path).catch((error: NodeJS.ErrnoException) => {
    if (error.code === "ENOENT") return undefined;
    throw error;
  });
  return found?.size;
}

/**
 * The best edition of which all files are there. Files get their names when they are whole, so that this does not read
 * them.
 * @throws InputError that says how to get the data set when it is not on this machine
 */
export async function presentEdition({ name, title, editions }: StoredDataSet): Promise<Edition> {
  for (const edition of editions) {
    const { folder, files } = edition;
    const sizes = await Promise.all(Object.values(files).map((file) => sizeOf(join(folder(), file.name))));
    if (sizes.every((size) => size !== undefined)) return edition;
  }
  const remedy = editions.some(({ fetch }) => fetch) ? `aann-gym data fetch ${name}` : "npm install";
  throw new InputError(`${title} is not on this machine: run ${remedy}`);
}

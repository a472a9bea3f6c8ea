import { createHash } from "node:crypto";
import { open, stat } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomic } from "../../atomic-file.js";
import { InputError } from "../../errors.js";
import { expectSchema, parseJson } from "../../json.js";
import { formatPolicy, parsePolicy } from "../../networks/policy-file.js";
import { readWhole } from "../../read-file.js";
import { type Family, networksOf } from "./family.js";
import { packSwaps, unpackSwaps } from "./packed-swaps.js";

/** Weights of all members together: each network is made from its swaps. */
const MOST_WEIGHTS = 1e9;

const FORMAT = "aann-gym/family";

const file = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(1),
  scoreName: z.string().min(1),
  tolerance: z.number().nonnegative(),
  base: z.unknown(),
  members: z.array(z.strictObject({ swaps: z.base64(), score: z.number() })).min(1),
  sha256: z.string().regex(/^[0-9a-f]{64}$/, "expected 64 hexadecimal digits"),
});

/** SHA-256 over the unpacked weights of all members as int8, member after member and layer after layer. */
function familyHash(family: Family): string {
  const hash = createHash("sha256");
  for (const { weights } of networksOf(family)) for (const layer of weights) hash.update(layer);
  return hash.digest("hex");
}

/** The text of a family file: a policy, and the swaps from it to each member (see `packSwaps`). */
export function formatFamily(family: Family): string {
  const { base, scoreName, tolerance, members } = family;
  const content: z.infer<typeof file> = {
    format: FORMAT,
    version: 1,
    scoreName,
    tolerance,
    base: JSON.parse(formatPolicy(base)),
    members: members.map(({ swaps, score }) => ({ swaps: packSwaps(swaps), score })),
    sha256: familyHash(family),
  };
  return `${JSON.stringify(content)}\n`;
}

/**
 * Reads the text of a family file.
 * @param source what errors call the file
 * @throws InputError when it is not a whole and consistent family of this version
 */
export function parseFamily(text: string, source: string): Family {
  const refuse = (problem: string): never => {
    throw new InputError(`${source}: expected a whole family, got one that is not: ${problem}`);
  };
  try {
    const content = expectSchema(parseJson(text), file);
    const { scoreName, tolerance, members, sha256 } = content;
    const base = parsePolicy(JSON.stringify(content.base), `${source}, base`);
    const all = base.network.weights.reduce((sum, { length }) => sum + length, 0) * members.length;
    if (all > MOST_WEIGHTS) {
      refuse(`its ${members.length} members have ${all} weights, but ${MOST_WEIGHTS} at most are read`);
    }
    const family: Family = {
      ...{ base, scoreName, tolerance },
      members: members.map(({ swaps, score }) => ({ swaps: unpackSwaps(swaps), score })),
    };
    const hash = familyHash(family);
    if (hash === sha256) return family;
    return refuse(`its networks hash to ${hash.slice(0, 16)}…, but sha256 says ${sha256.slice(0, 16)}…`);
  } catch (error) {
    if (error instanceof RangeError) return refuse(error.message);
    throw error;
  }
}

/** Writes beside the target and renames, so that a crash leaves the old file or the new one. */
export async function writeFamily(path: string, family: Family): Promise<void> {
  await writeFileAtomic(path, formatFamily(family));
}

/** @throws InputError when the file is missing or not a usable family */
export async function readFamily(path: string): Promise<Family> {
  const bytes = await readWhole(path).catch((error: unknown) => {
    if (error instanceof InputError) throw error;
    throw new InputError(`${path}: expected a family file, got none that can be read`);
  });
  return parseFamily(bytes.toString(), path);
}

/** Whether a file begins as a family's does; false where it cannot be read. Whether it is whole is another question. */
export async function startsAsFamily(path: string): Promise<boolean> {
  // Opening a pipe would wait for whoever writes to it.
  const found = await stat(path).catch(() => undefined);
  const file = found?.isFile() ? await open(path).catch(() => undefined) : undefined;
  if (!file) return false;
  try {
    const { buffer, bytesRead } = await file.read(Buffer.alloc(80), 0, 80, 0);
    return buffer.toString("latin1", 0, bytesRead).includes(`"${FORMAT}"`);
  } catch {
    return false;
  } finally {
    await file.close();
  }
}

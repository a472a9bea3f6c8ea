import { readFile, rm } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { formatPolicy, type Policy, parsePolicy } from "../networks/policy-file.js";
import type { ClimbState } from "./climb.js";

const judgement = z.strictObject({
  rank: z.array(z.number()).readonly(),
  scores: z.record(z.string(), z.number()).readonly(),
});

const file = z.strictObject({
  format: z.literal("aann-gym/search"),
  version: z.literal(1),
  fingerprint: z.string(),
  visits: z.int().nonnegative(),
  evaluations: z.int().nonnegative(),
  accepted: z.int().nonnegative(),
  seconds: z.number().nonnegative(),
  best: judgement.optional(),
  slopes: z.array(z.string()).optional(),
  policy: z.unknown(),
});

/** A search that can go on, and how long it has been running. */
export interface SavedClimb {
  readonly state: ClimbState;
  readonly seconds: number;
}

/** Where an interrupted search waits to go on. */
export class ClimbFile {
  readonly #path: string;
  readonly #fingerprint: string;

  /** @param fingerprint digest of all that the search depends on; another search's file is refused by it */
  constructor(path: string, fingerprint: string) {
    this.#path = path;
    this.#fingerprint = fingerprint;
  }

  /** @throws InputError when there is none, it is damaged, or it belongs to another search */
  async read(): Promise<SavedClimb> {
    const text = await readFile(this.#path, "utf8").catch(() => undefined);
    if (text === undefined) {
      throw new InputError(`option --resume: expected an interrupted search in ${this.#path}, got none`);
    }
    const { fingerprint, seconds, policy, slopes, format: _, version: __, ...totals } = this.#parse(text);
    if (fingerprint !== this.#fingerprint) {
      throw new InputError(
        `option --resume: expected the same options, seed and data as in ${this.#path}, got others`,
      );
    }
    const { network } = parsePolicy(JSON.stringify(policy), this.#path);
    return { state: { ...totals, network, slopes: slopes?.map(floats) }, seconds };
  }

  /**
   * Replaces the file; a crash leaves the old one or the new one.
   * @param policy the present network as a policy
   */
  async write({ state, seconds }: SavedClimb, policy: Policy): Promise<void> {
    const { visits, evaluations, accepted, best, slopes } = state;
    const present = JSON.parse(formatPolicy({ ...policy, network: state.network }));
    const content: z.infer<typeof file> = {
      format: "aann-gym/search",
      version: 1,
      fingerprint: this.#fingerprint,
      ...{ visits, evaluations, accepted, seconds, best, slopes: slopes?.map(base64), policy: present },
    };
    await writeFileAtomic(this.#path, `${JSON.stringify(content)}\n`);
  }

  /** The search is finished. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  #parse(text: string): z.infer<typeof file> {
    try {
      return file.parse(JSON.parse(text));
    } catch {
      throw new InputError(`${this.#path}: expected an interrupted search, got a damaged file`);
    }
  }
}

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function floats(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

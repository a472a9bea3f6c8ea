import { createHash } from "node:crypto";
import { rm } from "node:fs/promises";
import { z } from "zod";
import { writeFileAtomic } from "../atomic-file.js";
import { InputError } from "../errors.js";
import { canonicalJson } from "../json.js";
import { formatPolicy, type PolicyFile, parsePolicy } from "../networks/policy-file.js";
import { readWhole } from "../read-file.js";
import type { SearchState } from "./search-state.js";
import type { Trial } from "./starts.js";

const evaluation = z.strictObject({
  rank: z.array(z.number()).readonly(),
  scores: z.record(z.string(), z.number()).readonly(),
});

const point = z.strictObject({
  neighbours: z.int(),
  steps: z.int().optional(),
  swaps: z.int(),
  seconds: z.number(),
  cpuSeconds: z.number(),
  cost: z.number().optional(),
  scores: z.record(z.string(), z.number()).readonly(),
});

const climb = z.strictObject({
  /** `iterations` of the state, under its name of old. */
  visits: z.int().nonnegative(),
  evaluations: z.int().nonnegative(),
  accepted: z.int().nonnegative(),
  best: evaluation.optional(),
  /** `weightChanges` of the state, base64, under its name of old. */
  halfMoves: z.array(z.base64()).optional(),
  byReturn: z
    .strictObject({
      steps: z.int().nonnegative(),
      seeds: z.int().nonnegative(),
    })
    .optional(),
  policy: z.unknown(),
});

const file = z.strictObject({
  format: z.literal("aann-gym/search"),
  version: z.literal(4),
  fingerprint: z.string(),
  trials: z.array(z.strictObject({ evaluation, evaluations: z.int().nonnegative() })).readonly(),
  curve: z.array(point).readonly(),
  climb: climb.optional(),
  sha256: z.string(),
});

/** SHA-256 over all else that is in the file. */
function digest({ sha256: _, ...content }: z.infer<typeof file>): string {
  return createHash("sha256").update(canonicalJson(content)).digest("hex");
}

/** How far a search was when a network was evaluated. */
export interface CurvePoint {
  /** Neighbours looked at, and swaps carried out, since the start. */
  readonly neighbours: number;
  readonly swaps: number;
  /** Steps of the environment since the start, where returns alone decide. */
  readonly steps?: number;
  /** Time since the start, and processor time of all threads, without those between a stop and its resumption. */
  readonly seconds: number;
  readonly cpuSeconds: number;
  /** Mean cost over what is fitted to, or a sample of it. */
  readonly cost?: number;
  /** What the network was worth. */
  readonly scores: Readonly<Record<string, number>>;
}

/** A search that can go on, and how it came to where it is. */
export interface SavedSearch {
  /** Of `improveBest`: those that are over. */
  readonly trials: readonly Trial[];
  readonly curve: readonly CurvePoint[];
  /** Where the climb is, when it has begun. */
  readonly state?: SearchState;
}

/** Where an interrupted search waits to go on. */
export class SearchFile {
  readonly #path: string;
  readonly #fingerprint: string;

  /** @param fingerprint digest of all that the search depends on; another search's file is refused by it */
  constructor(path: string, fingerprint: string) {
    this.#path = path;
    this.#fingerprint = fingerprint;
  }

  /** @throws InputError when there is none, it is damaged, or it belongs to another search */
  async read(): Promise<SavedSearch> {
    const bytes = await readWhole(this.#path).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== "ENOENT") throw error;
      throw new InputError(`option --resume: expected an interrupted search in ${this.#path}, got none`);
    });
    const { fingerprint, trials, curve, climb } = this.#parse(bytes.toString());
    if (fingerprint !== this.#fingerprint) {
      throw new InputError(
        `option --resume: expected the same options, seed and data as in ${this.#path}, got others`,
      );
    }
    if (!climb) return { trials, curve };
    const { policy, halfMoves, visits: iterations, ...totals } = climb;
    const { network } = parsePolicy(JSON.stringify(policy), this.#path);
    return {
      trials,
      curve,
      state: { ...totals, iterations, network, weightChanges: halfMoves?.map(floats) },
    };
  }

  /**
   * Replaces the file; a crash leaves the old one or the new one.
   * @param policy the present network as a policy, where there is a state
   */
  async write({ trials, curve, state }: SavedSearch, policy?: PolicyFile): Promise<void> {
    const content: z.infer<typeof file> = {
      format: "aann-gym/search",
      version: 4,
      fingerprint: this.#fingerprint,
      ...{ trials, curve, climb: state && policy && climbOf(state, policy) },
      sha256: "",
    };
    await writeFileAtomic(this.#path, `${JSON.stringify({ ...content, sha256: digest(content) })}\n`);
  }

  /** The search is finished. */
  async remove(): Promise<void> {
    await rm(this.#path, { force: true });
  }

  #parse(text: string): z.infer<typeof file> {
    try {
      const content = file.parse(JSON.parse(text));
      if (digest(content) !== content.sha256) throw new RangeError("the checksum differs");
      return content;
    } catch {
      throw new InputError(`${this.#path}: expected an interrupted search, got a damaged file`);
    }
  }
}

function climbOf(state: SearchState, policy: PolicyFile): z.infer<typeof climb> {
  const { iterations, evaluations, accepted, best, weightChanges, byReturn, network } = state;
  const present = JSON.parse(formatPolicy({ ...policy, network }));
  return {
    visits: iterations,
    evaluations,
    accepted,
    best,
    halfMoves: weightChanges?.map(base64),
    byReturn,
    policy: present,
  };
}

function base64({ buffer, byteOffset, byteLength }: Float32Array): string {
  return Buffer.from(buffer, byteOffset, byteLength).toString("base64");
}

function floats(text: string): Float32Array {
  const bytes = Buffer.from(text, "base64");
  return new Float32Array(bytes.buffer.slice(bytes.byteOffset, bytes.byteOffset + bytes.byteLength));
}

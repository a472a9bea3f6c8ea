import { createHash } from "node:crypto";
import { z } from "zod";
import { InputError } from "../errors.js";
import { canonicalJson } from "../json.js";
import type { EpochRecord, Measure } from "./progress.js";
import { STAGES } from "./recipe.js";

/** Everything that a training run needs to go on from the end of an epoch to the same bits. */
export interface Checkpoint {
  /** Stages finished before the current one, and epochs finished in it. */
  readonly stage: number;
  readonly epoch: number;
  /** Steps of Adam since its moments were zero. */
  readonly updates: number;
  /** Digest of the options and data; another run's checkpoint is refused by it. */
  readonly fingerprint: string;
  /** Zeros that each layer is to have. */
  readonly zeros: readonly number[];
  /** The training curve so far. */
  readonly history: readonly EpochRecord[];
  /** Latent weights layer by layer and the output scale's logarithm; then their moments: means, squares. */
  readonly parameters: readonly Float32Array[];
  readonly means: readonly Float32Array[];
  readonly squares: readonly Float32Array[];
  /** The ternary stage's best epoch so far, where one has been measured. */
  readonly best?: BestEpoch;
}

/** The epoch of the ternary stage that did best on held-out images. */
export interface BestEpoch {
  /** 1 for the stage's first. */
  readonly epoch: number;
  readonly validation: Measure;
  /** As in a checkpoint. */
  readonly parameters: readonly Float32Array[];
}

const FORMAT = "aann-gym/training";
const VERSION = 4;

const count = z.int().min(0);
const measure = z.strictObject({ loss: z.number(), accuracy: z.number().optional() });

const Header = z.strictObject({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  stage: z
    .int()
    .min(0)
    .max(STAGES.length - 1),
  epoch: count,
  updates: count,
  fingerprint: z.string(),
  zeros: z.array(count),
  history: z.array(
    z.strictObject({
      ...measure.shape,
      stage: z.enum(STAGES),
      epoch: count,
      epochs: count,
      zeros: z.array(count),
      rate: z.number(),
      validation: measure.optional(),
    }),
  ),
  lengths: z.array(z.int().min(1)).min(1),
  best: z.strictObject({ epoch: count, validation: measure }).optional(),
  sha256: z.string(),
});

/** SHA-256 over a header without it, as canonical JSON, and the arrays behind it. */
function digest(header: object, arrays: Uint8Array): string {
  const content = canonicalJson({ ...header, sha256: undefined });
  return createHash("sha256").update(content).update(arrays).digest("hex");
}

/** One line of JSON, then three groups of arrays as 32-bit little-endian floats, and a fourth for the best epoch. */
export function encodeCheckpoint({ parameters, means, squares, best, ...rest }: Checkpoint): Uint8Array {
  const lengths = parameters.map((array) => array.length);
  const { parameters: bestParameters = [], ...bestEpoch } = best ?? {};
  const header = { format: FORMAT, version: VERSION, ...rest, lengths, best: best && bestEpoch };
  const arrays = Buffer.concat(
    [...parameters, ...means, ...squares, ...bestParameters].map(
      (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
    ),
  );
  const line = JSON.stringify({ ...header, sha256: digest(header, arrays) });
  return Buffer.concat([Buffer.from(`${line}\n`), arrays]);
}

/**
 * @param source what the bytes come from, for messages
 * @throws InputError when they are no checkpoint, only part of one, or changed.
 */
export function decodeCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const end = bytes.indexOf(0x0a);
  const header = readHeader(bytes.subarray(0, Math.max(end, 0)), source);
  const { lengths, best, format: _format, version: _version, sha256, ...rest } = header;
  const expected = 4 * (best ? 4 : 3) * lengths.reduce((sum, length) => sum + length, 0);
  if (bytes.length - end - 1 !== expected) {
    throw new InputError(
      `${source} should hold ${expected} bytes of training state, but holds ${bytes.length - end - 1}`,
    );
  }
  if (digest(header, bytes.subarray(end + 1)) !== sha256) {
    throw new InputError(
      `${source} is a training checkpoint that was changed or damaged: its SHA-256 differs`,
    );
  }
  let at = end + 1;
  const group = () =>
    lengths.map((length) => {
      // A copy, for the floats may not begin at a multiple of four.
      const array = new Float32Array(new Uint8Array(bytes.subarray(at, at + 4 * length)).buffer);
      at += 4 * length;
      return array;
    });
  const state = { ...rest, parameters: group(), means: group(), squares: group() };
  return best ? { ...state, best: { ...best, parameters: group() } } : state;
}

function readHeader(line: Uint8Array, source: string): z.infer<typeof Header> {
  try {
    return Header.parse(JSON.parse(Buffer.from(line).toString()));
  } catch {
    throw new InputError(`${source} is not a training checkpoint of version ${VERSION}`);
  }
}

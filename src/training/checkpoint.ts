import { z } from "zod";
import { InputError } from "../errors.js";
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
const VERSION = 3;

const count = z.int().min(0);
const measure = z.object({ loss: z.number(), accuracy: z.number().optional() });

const Header = z.object({
  format: z.literal(FORMAT),
  version: z.literal(VERSION),
  stage: count,
  epoch: count,
  updates: count,
  fingerprint: z.string(),
  zeros: z.array(count),
  history: z.array(
    measure.extend({
      stage: z.enum(STAGES),
      epoch: count,
      epochs: count,
      zeros: z.array(count),
      rate: z.number(),
      validation: measure.optional(),
    }),
  ),
  lengths: z.array(z.int().min(1)).min(1),
  best: z.object({ epoch: count, validation: measure }).optional(),
});

/** One line of JSON, then three groups of arrays as 32-bit little-endian floats, and a fourth for the best epoch. */
export function encodeCheckpoint({ parameters, means, squares, best, ...rest }: Checkpoint): Uint8Array {
  const lengths = parameters.map((array) => array.length);
  const { parameters: bestParameters = [], ...bestEpoch } = best ?? {};
  const header = Buffer.from(
    `${JSON.stringify({ format: FORMAT, version: VERSION, ...rest, lengths, best: best && bestEpoch })}\n`,
  );
  const arrays = [...parameters, ...means, ...squares, ...bestParameters].map(
    (array) => new Uint8Array(array.buffer, array.byteOffset, array.byteLength),
  );
  return Buffer.concat([header, ...arrays]);
}

/**
 * @param source what the bytes come from, for messages
 * @throws InputError when they are no checkpoint, or only part of one.
 */
export function decodeCheckpoint(bytes: Uint8Array, source: string): Checkpoint {
  const end = bytes.indexOf(0x0a);
  const {
    lengths,
    best,
    format: _format,
    version: _version,
    ...rest
  } = readHeader(bytes.subarray(0, Math.max(end, 0)), source);
  const expected = 4 * (best ? 4 : 3) * lengths.reduce((sum, length) => sum + length, 0);
  if (bytes.length - end - 1 !== expected) {
    throw new InputError(
      `${source} should hold ${expected} bytes of training state, but holds ${bytes.length - end - 1}`,
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

import { z } from "zod";
import type { Space } from "../../envs/spaces.js";
import { InputError } from "../errors.js";
import type { Input } from "../networks/architecture.js";
import { contrastOf } from "./contrast.js";
import { countsOf, kindOf } from "./space-kind.js";

const size = z.int().min(1).max(4096);
const bound = z.number();

/** An RGB or grey image, as it is. */
const imageSettings = z.strictObject({
  kind: z.literal("image"),
  height: size,
  width: size,
  channels: z.union([z.literal(1), z.literal(3)]),
  /** The mean of the three channels instead of all of them. */
  grayscale: z.literal(true).optional(),
  /** How far each pixel is from the background instead of its channels: see `contrastOf`. */
  contrast: z.strictObject({ rows: size, gain: z.int().min(1).max(255) }).optional(),
});

/** Numbers, each clipped to its range and rounded to a byte. */
const vectorSettings = z.strictObject({
  kind: z.literal("vector"),
  low: z.array(bound).min(1).max(65_536),
  high: z.array(bound).min(1).max(65_536),
  /** One more input that is always 1: without biases, a network has no other constant. */
  bias: z.literal(true).optional(),
});

/** Integers: a byte of 255 for the value that each has, 0 for the others. */
const oneHotSettings = z.strictObject({
  kind: z.literal("one-hot"),
  counts: z.array(z.int().min(1).max(65_536)).min(1).max(65_536),
  starts: z.array(z.int()).min(1).max(65_536),
});

export const encoderSettings = z.discriminatedUnion("kind", [imageSettings, vectorSettings, oneHotSettings]);

/** The encoder as a policy file keeps it. */
export type EncoderSettings = z.infer<typeof encoderSettings>;

/** Turns observations into the bytes that a network reads. */
export interface ObservationEncoder {
  readonly settings: EncoderSettings;
  /** What the network's input layer has to be. */
  readonly input: Input;
  /** Bytes of one encoded observation: height × width × channels of `input`. */
  readonly bytes: number;
  /** Writes the observation's bytes into `out` from `offset` on. */
  encode(observation: unknown, out: Uint8Array, offset: number): void;
}

/** What a network reads of several images, which lie one behind the other. */
export function encodeImages(encoder: ObservationEncoder, images: Uint8Array, count: number): Uint8Array {
  const size = images.length / count;
  const encoded = new Uint8Array(count * encoder.bytes);
  for (let index = 0; index < count; index++) {
    encoder.encode(images.subarray(index * size, (index + 1) * size), encoded, index * encoder.bytes);
  }
  return encoded;
}

/** The encoder of some settings. */
export function observationEncoder(settings: EncoderSettings): ObservationEncoder {
  switch (settings.kind) {
    case "image":
      return imageEncoder(settings);
    case "vector":
      return vectorEncoder(settings);
    case "one-hot":
      return oneHotEncoder(settings);
  }
}

/**
 * The settings of a policy file, checked.
 * @throws InputError when they are no encoder's
 */
export function readEncoder(json: unknown): ObservationEncoder {
  const checked = encoderSettings.safeParse(json);
  if (!checked.success) {
    const { path, message } = checked.error.issues[0];
    throw new InputError(
      `expected an observation encoder: ${["observation", ...path].join(".")}: ${message}`,
    );
  }
  const { data } = checked;
  if (data.kind === "image" && data.contrast && data.contrast.rows > data.height) {
    throw new InputError(
      `expected contrast in at most all ${data.height} rows of observation, got ${data.contrast.rows}`,
    );
  }
  if (data.kind === "image" && data.contrast && data.grayscale) {
    throw new InputError("expected contrast or grayscale of observation, got both");
  }
  if (data.kind === "vector" && data.low.length !== data.high.length) {
    throw new InputError(
      `expected as many lower as upper ranges in observation, got ${data.low.length} and ${data.high.length}`,
    );
  }
  if (data.kind === "vector" && data.low.some((low, index) => !(low < data.high[index]))) {
    throw new InputError("expected each range of observation to begin below its end, got one that does not");
  }
  if (data.kind === "one-hot" && data.counts.length !== data.starts.length) {
    throw new InputError(
      `expected as many starts as counts in observation, got ${data.starts.length} and ${data.counts.length}`,
    );
  }
  return observationEncoder(data);
}

/**
 * The default encoder of an observation space: images as they are, vectors over the space's ranges where those are
 * finite and else over ranges fitted to `samples`, integers one-hot.
 * @param samples observations to fit ranges to; asked for only where the space leaves a range open
 * @throws InputError when no network can read the space
 */
export async function encoderFor(
  space: Space,
  samples: () => Promise<Iterable<ArrayLike<number>>>,
): Promise<EncoderSettings> {
  const known = kindOf(space);
  const counted = countsOf(space);
  if (counted) return { kind: "one-hot", counts: [...counted.counts], starts: [...counted.starts] };
  if (known?.kind === "box") {
    const { shape, dtype, low, high } = known.space;
    const [height, width, channels] = shape;
    if (
      dtype === "uint8" &&
      shape.length >= 2 &&
      (channels === undefined || channels === 1 || channels === 3)
    ) {
      if (shape.length <= 3) {
        return { kind: "image", height: height!, width: width!, channels: (channels ?? 1) as 1 | 3 };
      }
    }
    const isBounded = (index: number) =>
      Math.abs(low[index]) < LARGE && Math.abs(high[index]) < LARGE && low[index] < high[index];
    const open = Array.from(low, (_, index) => index).filter((index) => !isBounded(index));
    const fitted = open.length > 0 ? fitRanges(await samples(), open) : new Map();
    const range = (index: number): readonly [number, number] =>
      fitted.get(index) ?? [Number(low[index]), Number(high[index])];
    const ranges = Array.from(low, (_, index) => range(index));
    return {
      kind: "vector",
      low: ranges.map(([from]) => from),
      high: ranges.map(([, to]) => to),
      bias: true,
    };
  }
  throw new InputError(
    `expected observations in a Box, Discrete or MultiDiscrete space, or a Tuple of Discrete, got ${space}`,
  );
}

/** Bounds beyond this stand for "no bound": Gymnasium's CartPole has 3.4e38. */
const LARGE = 1e9;
/** Share of the samples that lies outside a fitted range on each side. */
const OUTLIERS = 0.005;

/**
 * For each of some elements the range that holds 99 % of its samples, the same on both sides of 0 where it has both
 * signs, so that 0 stays in the middle.
 */
function fitRanges(samples: Iterable<ArrayLike<number>>, elements: readonly number[]) {
  const columns = new Map(elements.map((element) => [element, [] as number[]]));
  for (const sample of samples) {
    for (const [element, values] of columns) values.push(sample[element]);
  }
  return new Map(
    [...columns].map(([element, values]) => {
      const sorted = Float64Array.from(values.filter(Number.isFinite)).sort();
      const at = (share: number) => sorted[Math.round(share * (sorted.length - 1))] ?? 0;
      let [low, high] = [at(OUTLIERS), at(1 - OUTLIERS)];
      if (low < 0 && high > 0) {
        const most = Math.max(-low, high);
        [low, high] = [-most, most];
      }
      if (!(low < high)) [low, high] = [low - 1, high + 1];
      return [element, [Number(low.toPrecision(6)), Number(high.toPrecision(6))] as const];
    }),
  );
}

function imageEncoder(settings: EncoderSettings & { kind: "image" }): ObservationEncoder {
  const { height, width, channels, grayscale, contrast } = settings;
  const pixels = height * width;
  const out = grayscale || contrast ? 1 : channels;
  return {
    settings,
    input: { height, width, channels: out, crop: null, centred: channels === 3 && !contrast },
    bytes: pixels * out,
    encode(observation, into, offset) {
      const image = observation as Uint8Array;
      if (contrast) {
        contrastOf(image, settings, contrast, into, offset);
        return;
      }
      if (!grayscale) {
        into.set(image, offset);
        return;
      }
      for (let pixel = 0; pixel < pixels; pixel++) {
        let sum = 0;
        for (let channel = 0; channel < channels; channel++) sum += image[pixel * channels + channel];
        into[offset + pixel] = Math.round(sum / channels);
      }
    },
  };
}

function vectorEncoder(settings: EncoderSettings & { kind: "vector" }): ObservationEncoder {
  const { low, high, bias } = settings;
  const count = low.length;
  const width = count + (bias ? 1 : 0);
  return {
    settings,
    input: { height: 1, width, channels: 1, crop: null, centred: true },
    bytes: width,
    encode(observation, into, offset) {
      const values = observation as ArrayLike<number>;
      for (let index = 0; index < count; index++) {
        const share = (values[index] - low[index]) / (high[index] - low[index]);
        // What is not a number counts as the middle of its range.
        into[offset + index] = Number.isNaN(share) ? 128 : Math.round(255 * Math.max(0, Math.min(1, share)));
      }
      if (bias) into[offset + count] = 255;
    },
  };
}

function oneHotEncoder(settings: EncoderSettings & { kind: "one-hot" }): ObservationEncoder {
  const { counts, starts } = settings;
  const width = counts.reduce((sum, count) => sum + count, 0);
  return {
    settings,
    input: { height: 1, width, channels: 1, crop: null, centred: false },
    bytes: width,
    encode(observation, into, offset) {
      into.fill(0, offset, offset + width);
      let first = offset;
      for (const [index, count] of counts.entries()) {
        const value =
          typeof observation === "number" ? observation : (observation as ArrayLike<number>)[index];
        const place = value - starts[index];
        if (place >= 0 && place < count) into[first + place] = 255;
        first += count;
      }
    },
  };
}

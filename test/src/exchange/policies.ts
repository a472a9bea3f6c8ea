import { readFileSync } from "node:fs";
import { join } from "node:path";
import { gunzipSync } from "node:zlib";
import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { adapterOf } from "../../../src/adapters/environments.js";
import { encoderOf, readAction } from "../../../src/adapters/network-policy.js";
import { InputError } from "../../../src/errors.js";
import { type PortablePolicy, portablePolicy } from "../../../src/exchange/portable-policy.js";
import { Inference } from "../../../src/kernels/inference.js";
import { outputShapes } from "../../../src/networks/architecture.js";
import { layerBounds } from "../../../src/networks/bounds.js";
import { type PolicyFile, parsePolicy } from "../../../src/networks/policy.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { forward } from "../../../src/networks/reference.js";
import type { TernaryNetwork } from "../../../src/networks/ternary-network.js";
import type { DecoderSettings } from "../../../src/policies/action-decoder.js";
import { type EncoderSettings, observationEncoder } from "../../../src/policies/observation-encoder.js";
import { withDivisors } from "../../../src/training/divisors.js";
import { goldenEpisodes, sha256 } from "../../envs/box2d/car-racing/golden.js";
import { Dice, randomNetwork as randomNetworkOf } from "../kernels/random-networks.js";

const root = join(import.meta.dirname, "../../../..");

/** A policy in some form that can be exported, and what it is asked. */
export interface Case {
  readonly name: string;
  readonly policy: PortablePolicy;
  /** What it does: the reference's logits, and the decoder's action. */
  readonly act: (observation: unknown, privileged?: Float32Array) => Acted;
  readonly observations: readonly Observation[];
}

export type Observation = Uint8Array | Float32Array | Int32Array;

export interface Acted {
  readonly logits: readonly number[];
  readonly action: readonly number[];
}

/** A policy file, with an adapter where it acts. */
async function caseOf(
  name: string,
  file: PolicyFile,
  observations: readonly Observation[],
  logitsOf: (bytes: Uint8Array) => Int32Array = (bytes) => forward(file.network, bytes),
): Promise<Case> {
  const adapter = file.env ? await adapterOf(file.env.id) : undefined;
  const encoder = encoderOf(file);
  const bytes = new Uint8Array(encoder.bytes);
  const read = adapter && readAction(file, adapter);
  return {
    ...{ name, observations },
    policy: portablePolicy(file, adapter),
    act(observation, privileged) {
      encoder.encode(observation, bytes, 0);
      const logits = [...logitsOf(bytes)];
      if (!read) return { logits, action: [logits.indexOf(Math.max(...logits))] };
      const outputs = logits.map((logit) => logit / read.outputDivisor);
      const action = read.decoder.decode(outputs, { observation, privileged });
      return { logits, action: typeof action === "number" ? [action] : [...action] };
    },
  };
}

const settings = {
  cartPole: {
    kind: "vector",
    low: [-4.8, -3, -0.41887903, -3.5],
    high: [4.8, 3, 0.41887903, 3.5],
    bias: true,
  },
  lander: {
    kind: "vector",
    low: [-2.5, -2.5, -10, -10, -6.2831855, -10, 0, 0],
    high: [2.5, 2.5, 10, 10, 6.2831855, 10, 1, 1],
  },
} as const;

/** Observations of Gymnasium's own episodes; see test/golden/gymnasium/README.md. */
export function goldenObservations(name: string): Observation[] {
  const file = join(root, "test/golden/gymnasium", `${name}.json.gz`);
  const { episodes } = JSON.parse(gunzipSync(readFileSync(file)).toString());
  return episodes.flatMap((episode: { observations: (string | number)[] }) =>
    episode.observations.map((observation) =>
      typeof observation === "number"
        ? Int32Array.of(observation)
        : new Float32Array(Uint8Array.from(Buffer.from(observation, "base64")).buffer),
    ),
  );
}

/** Numbers at which a byte changes, a step of 32 bits before and behind, and what is far out or no number at all. */
export function edges(low: readonly number[], high: readonly number[]): Float32Array[] {
  const next = (value: number, steps: number) => {
    const bits = new Int32Array(Float32Array.of(value).buffer);
    bits[0] += steps;
    return new Float32Array(bits.buffer)[0];
  };
  const shares = Array.from({ length: 255 }, (_, byte) => (byte + 0.5) / 255);
  const rows = shares.flatMap((share) =>
    [-1, 0, 1].map((steps) =>
      Float32Array.from(low, (from, index) => next(from + share * (high[index] - from), steps)),
    ),
  );
  const all = (value: number) => Float32Array.from(low, () => value);
  return [
    ...rows,
    ...[Number.NaN, Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY, 0, -0, 3e38].map(all),
    Float32Array.from(low),
    Float32Array.from(high),
  ];
}

function vectorFile(
  env: string,
  observation: (typeof settings)[keyof typeof settings],
  action: DecoderSettings,
  outputs: number,
): PolicyFile {
  const { input } = observationEncoder(structuredClone(observation) as never);
  const layers = [
    { name: "hidden", kind: "dense", in: input.width, out: 24 },
    { name: "output", kind: "dense", in: 24, out: outputs },
  ] as const;
  const architecture = withDivisors({ input, layers }, 50, 1);
  const network = randomNetwork(architecture, 50, new Random(4));
  return {
    env: { id: env, options: {} },
    ...{ observation, action, network, sparsity: 50, provenance: {} },
  } as PolicyFile;
}

function oneHotFile(
  env: string,
  counts: number[],
  starts: number[],
  action: DecoderSettings,
  outputs: number,
): PolicyFile {
  const observation = { kind: "one-hot", counts, starts } as const;
  const { input } = observationEncoder(observation);
  const layers = [
    { name: "hidden", kind: "dense", in: input.width, out: 16 },
    { name: "output", kind: "dense", in: 16, out: outputs },
  ] as const;
  const network = randomNetwork(withDivisors({ input, layers }, 60, 1), 60, new Random(5));
  return { env: { id: env, options: {} }, observation, action, network, sparsity: 60, provenance: {} };
}

/**
 * One policy of every kind of encoder and decoder that is small, with observations that Gymnasium gave and edge cases.
 */
export async function smallCases(): Promise<Case[]> {
  const { cartPole, lander } = settings;
  const box = { kind: "box", low: [-1, -2.5], high: [1, 0.7] };
  const groups = { kind: "multi-discrete", counts: [3, 2], starts: [0, -4] };
  const dice = new Dice(9);
  const pairs = Array.from({ length: 60 }, () => Int32Array.of(dice.roll(-6, 5), dice.roll(2, 9)));
  return Promise.all([
    caseOf(
      "numbers, one action",
      vectorFile("CartPole-v1", cartPole, { kind: "argmax", actions: 2, start: 0 }, 2),
      [...goldenObservations("cart-pole"), ...edges(cartPole.low, cartPole.high)],
    ),
    caseOf(
      "numbers without a constant, continuous actions",
      vectorFile("LunarLanderContinuous-v3", lander, box, 2),
      [...goldenObservations("lunar-lander-continuous"), ...edges(lander.low, lander.high)],
    ),
    caseOf("numbers, several actions", vectorFile("CartPole-v1", cartPole, groups, 5), [
      ...goldenObservations("cart-pole"),
    ]),
    caseOf(
      "one integer",
      oneHotFile("FrozenLake-v1", [16], [0], { kind: "argmax", actions: 4, start: 0 }, 4),
      [...goldenObservations("frozen-lake"), Int32Array.of(-1), Int32Array.of(16)],
    ),
    caseOf(
      "one integer of many",
      oneHotFile("Taxi-v3", [500], [0], { kind: "argmax", actions: 6, start: 1 }, 6),
      [...goldenObservations("taxi")],
    ),
    caseOf("two integers", oneHotFile("Pairs-v0", [8, 5], [-4, 3], groups, 5), pairs),
  ]);
}

function car(action: DecoderSettings, more: Partial<EncoderSettings & { kind: "image" }> = {}): PolicyFile {
  const observation = { ...({ kind: "image", height: 96, width: 96, channels: 3 } as const), ...more };
  const { input } = observationEncoder(observation);
  const crop = Object.keys(more).length > 0 ? { row: 20, column: 8, height: 60, width: 80 } : null;
  const pool = { size: 3, stride: 2 };
  const layers = [
    { name: "first", kind: "conv", in: input.channels, out: 6, kernel: 7, stride: 8, padding: 2, pool },
  ] as const;
  const architecture = { input: { ...input, crop }, layers };
  const { channels, ...last } = outputShapes(architecture).at(-1)!;
  const features = channels * last.height * last.width;
  const whole = withDivisors(
    { ...architecture, layers: [...layers, { name: "last", kind: "dense", in: features, out: 3 }] },
    70,
    1,
  );
  return {
    env: { id: "CarRacing-v3", options: {} },
    ...{ observation, sparsity: 70, provenance: {} },
    action: { ...action, outputDivisor: 20_000 },
    network: randomNetwork(whole, 70, new Random(6)),
  };
}

/** One policy of each of CarRacing's decoders, and one that sees less of the image. */
export async function carCases(observations: readonly Observation[]): Promise<Case[]> {
  const { adapter } = await import("../../../src/adapters/car-racing/adapter.js");
  const decoders = Object.entries(adapter.decoders ?? {});
  return Promise.all([
    ...decoders.map(([name, { settings }]) => caseOf(`car, ${name}`, car(settings), observations)),
    caseOf("car, a grey part of the image", car(decoders[0][1].settings, { grayscale: true }), observations),
    caseOf(
      "car, a part of the contrast",
      car(decoders[0][1].settings, { contrast: { rows: 70, gain: 130 } }),
      observations,
    ),
  ]);
}

/**
 * A driver that comes with the package. Its logits are the kernels', which are equal to the reference's and a hundred
 * times as fast.
 */
export async function driverCase(name: string): Promise<Case> {
  const file = join(root, "demos", `${name}.json`);
  const policy = parsePolicy(readFileSync(file, "utf8"), file);
  const inference = await Inference.create(policy.network);
  return caseOf(name, { ...policy, env: { id: "CarRacing-v3", options: {} } }, [], (bytes) =>
    inference.logits(bytes, 1),
  );
}

/** The names of CarRacing's reference episodes. */
export const episodeNames = (): string[] => goldenEpisodes().map(({ name }) => name);

/** A network for digits: images of one channel, no encoder and no decoder in the file. */
export async function digitsCase(): Promise<Case> {
  const { imageNetwork } = await import("../../../src/tasks/image-network.js");
  const network = randomNetwork(imageNetwork(80), 80, new Random(7));
  const dice = new Dice(8);
  const images = Array.from({ length: 20 }, () => Uint8Array.from({ length: 784 }, () => dice.roll(0, 255)));
  return caseOf("digits", { task: "mnist", network, sparsity: 80, provenance: {} }, images);
}

/** The frames of one of CarRacing's reference episodes, as the policy saw them; one in so many. */
export async function framesOf(name: string, every = 1): Promise<Uint8Array[]> {
  const { CarRacing } = await import("../../../envs/box2d/car-racing/car-racing.js");
  const episode = goldenEpisodes().find((each) => each.name === name)!;
  const env = await CarRacing.create({ ...episode.options, physics: "float32" });
  const frames: Uint8Array[] = [];
  const hashes = episode.pictures["pygame-ce"].observations;
  const keep = (observation: unknown, step: number) => {
    if (step % every !== 0) return;
    const frame = Uint8Array.from(observation as Uint8Array);
    expect(sha256(frame)).to.equal(hashes[step]);
    frames.push(frame);
  };
  keep(env.reset({ seed: episode.seed })[0], 0);
  for (const [step, action] of episode.actions.entries()) keep(env.step(action as never)[0], step + 1);
  env.close();
  return frames;
}

/**
 * Any networks that read images and whose values may be clipped, with their outputs as classes.
 * @param check throws an InputError at those that are not wanted
 */
export function randomPolicies(
  count: number,
  check: (network: TernaryNetwork) => void = () => {},
): PortablePolicy[] {
  const policies: PortablePolicy[] = [];
  for (let seed = 1; policies.length < count; seed++) {
    const network = randomNetworkOf(new Dice(seed));
    const { height, width, channels } = network.architecture.input;
    const isClipped = layerBounds(network).some(({ sums, outputs }) => sums > outputs);
    if (channels === 2 || !isClipped) continue;
    try {
      check(network);
    } catch (error) {
      if (error instanceof InputError) continue;
      throw error;
    }
    const last = outputShapes(network.architecture).at(-1)!;
    const group = { first: 0, count: last.channels * last.height * last.width, start: 0 };
    policies.push({
      network,
      encoder: { kind: "image", height, width, channels: channels as 1 | 3 },
      action: { kind: "choices", groups: [group], isList: false },
      ...{ outputDivisor: 1, privileged: 0, subject: "random images" },
    });
  }
  return policies;
}

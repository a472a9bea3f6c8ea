// Writes policies.json: what policies of this project answer to fixed observations, for the tests of the Python reader.
// Run it after `npm run build` when policies are meant to answer otherwise: node python/tests/golden/make-policies.mjs
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { forward, loadPolicy, parsePolicy, randomNetwork, writePolicy } from "aann-gym";
import { make, Random } from "aann-gym/envs";
import { encoderOf } from "../../../dist/src/adapters/network-policy.js";

const OBSERVATIONS = 24;
const law = { yawDamping: 0.125, gas: 0.149, gasEasing: 0.372, brake: 0.09, brakeLimit: 0.8 };
const turn = { kind: "turn", motion: "seen", of: "steering", deadBand: 0.1, turn: 0.3, speed: 73, law };

/** Read with the weights of demos/learner.json, whose outputs are too small or large for some: so much the better. */
const encodings = [
  undefined,
  { kind: "control", deadBand: 0.3, maxBrake: 0.5, outputDivisor: 300_000 },
  { kind: "aim", motion: "seen", slowest: 30, fastest: 90, law, outputDivisor: 700_000 },
  { ...turn, slowing: 20, outputDivisor: 200_000 },
  { ...turn, outputDivisor: 900_000 },
];

const observations = await drive();
const demos = [];
for (const [demo, encoding] of [
  ...encodings.map((each) => ["learner", each]),
  ["small-driver", undefined],
  ["driver", undefined],
]) {
  const file = join(import.meta.dirname, "../../../demos", `${demo}.json`);
  const policy = parsePolicy(readFileSync(file, "utf8"), file);
  const path = await written({ ...policy, ...(encoding && { action: encoding }) });
  const acting = await loadPolicy(path);
  const actions = observations.map((observation) => [...acting.predict(observation)]);
  const encoder = encoderOf(policy);
  const logits = observations.map((observation) => {
    const bytes = new Uint8Array(encoder.bytes);
    encoder.encode(observation, bytes, 0);
    return [...forward(policy.network, bytes)];
  });
  acting.close();
  demos.push({ demo, ...(encoding && { encoding }), logits, actions });
}

const architectures = [
  {
    input: {
      height: 9,
      width: 8,
      channels: 1,
      crop: { row: 1, column: 2, height: 7, width: 5 },
      centred: false,
    },
    layers: [
      {
        name: "a",
        kind: "conv",
        in: 1,
        out: 3,
        kernel: 3,
        stride: 1,
        padding: 2,
        pool: { size: 2, stride: 3 },
        divisor: 7,
      },
      { name: "b", kind: "dense", in: 18, out: 11, divisor: 3 },
      { name: "c", kind: "dense", in: 11, out: 4 },
    ],
  },
  {
    input: { height: 12, width: 12, channels: 3, crop: null, centred: true },
    layers: [
      { name: "a", kind: "conv", in: 3, out: 4, kernel: 4, stride: 2, padding: 1, divisor: 900_000 },
      { name: "b", kind: "conv", in: 4, out: 5, kernel: 3, stride: 2, padding: 0, divisor: 40 },
      {
        name: "c",
        kind: "conv",
        in: 5,
        out: 6,
        kernel: 2,
        stride: 1,
        padding: 0,
        pool: { size: 1, stride: 1 },
      },
    ],
  },
];
const networks = [];
for (const [seed, architecture] of architectures.entries()) {
  const network = randomNetwork(architecture, 30, new Random(seed));
  const { height, width, channels } = architecture.input;
  const images = Array.from({ length: 5 }, (_, i) =>
    Uint8Array.from({ length: height * width * channels }, (_, at) => (at * at * (i + 3) + 31 * i) % 256),
  );
  const path = await written({ task: "golden", sparsity: 30, network, provenance: {} });
  networks.push({
    policy: JSON.parse(readFileSync(path, "utf8")),
    images: images.map((image) => [...image]),
    logits: images.map((image) => [...forward(network, image)]),
  });
}

/** Policies for vectors, integers and images, as far from CarRacing as the file goes. */
const SETTINGS = [
  {
    env: { id: "CartPole-v1", options: {} },
    observation: { kind: "vector", low: [-4.8, -3, -0.418, -3.5], high: [4.8, 3, 0.418, 3.5], bias: true },
    action: { kind: "argmax", actions: 2, start: 0 },
    widths: [5, 9, 2],
  },
  {
    env: { id: "Pendulum-v1", options: { g: 9.81 } },
    observation: { kind: "vector", low: [-1, -1, -8], high: [1, 1, 8] },
    action: { kind: "box", low: [-2, 0.1], high: [2, 0.7], outputDivisor: 400 },
    widths: [3, 16, 2],
  },
  {
    env: { id: "FrozenLake-v1", options: { isSlippery: false } },
    observation: { kind: "one-hot", counts: [16], starts: [0] },
    action: { kind: "argmax", actions: 4, start: 1 },
    widths: [16, 7, 4],
  },
  {
    // Numbers and names whose form differs from language to language.
    env: {
      id: "Odd-v0",
      options: {
        b: 1e-7,
        a: [0.1, 1e21, 123456789012, -0.00001, 2.5e-10, 1e20],
        10: true,
        9: null,
        "ü\n": "é\u0001",
      },
    },
    observation: { kind: "one-hot", counts: [3, 4, 2], starts: [0, -1, 5] },
    action: { kind: "multi-discrete", counts: [2, 3], starts: [0, -1] },
    widths: [9, 12, 5],
  },
  {
    env: { id: "Gray-v0", options: {} },
    observation: { kind: "image", height: 4, width: 5, channels: 3, grayscale: true },
    action: { kind: "box", low: [-1, 0], high: [1, 1] },
    widths: [20, 8, 2],
  },
  {
    env: { id: "Contrast-v0", options: {} },
    observation: { kind: "image", height: 6, width: 5, channels: 3, contrast: { rows: 4, gain: 60 } },
    action: { kind: "box", low: [-1, 0], high: [1, 1] },
    widths: [30, 8, 2],
  },
];
const policies = [];
for (const [seed, { widths, ...settings }] of SETTINGS.entries()) {
  const { observation } = settings;
  const isImage = observation.kind === "image";
  const [height, width] = isImage ? [observation.height, observation.width] : [1, widths[0]];
  const layer = (index) => ({ name: `l${index}`, kind: "dense", in: widths[index], out: widths[index + 1] });
  const architecture = {
    input: { height, width, channels: 1, crop: null, centred: observation.kind === "vector" },
    layers: [{ ...layer(0), divisor: 2 }, layer(1)],
  };
  const network = randomNetwork(architecture, 40, new Random(seed));
  const path = await written({ ...settings, sparsity: 40, network, provenance: { seed } });
  const acting = await loadPolicy(path);
  const seen = observationsOf(observation);
  policies.push({
    policy: JSON.parse(readFileSync(path, "utf8")),
    // JSON has no word for what is not finite.
    observations: seen.map((each) => (typeof each === "number" ? String(each) : Array.from(each, String))),
    actions: seen
      .map((each) => acting.predict(each))
      .map((each) => (typeof each === "number" ? each : [...each])),
  });
  acting.close();
}

const exponents = Array.from({ length: 400 }, (_, i) => -((i / 100) ** 4) / 3 - i * 1e-9).concat(
  -1e-10,
  -(2 ** -28),
  -0.34657,
  -0.346574,
  -0.34658,
  -1.0397,
  -1.03972,
  -1.0398,
  -700,
  -708.5,
);
const golden = {
  observations: deflateSync(Buffer.concat(observations), { level: 9 }).toString("base64"),
  demos,
  networks,
  policies,
  exp: exponents.map((x) => [x, Math.exp(x)]),
};
writeFileSync(join(import.meta.dirname, "policies.json"), `${JSON.stringify(golden)}\n`);

/** Observations from a car that is driven none too well, some at speed and some beside the road. */
async function drive() {
  const env = await make("CarRacing-v3", { physics: "float32" });
  const seen = [env.reset({ seed: 7 })[0]];
  for (let step = 1; seen.length < OBSERVATIONS; step++) {
    const [observation] = env.step([Math.sin(step / 9), 0.6, step % 40 > 30 ? 0.4 : 0]);
    if (step % 12 === 0) seen.push(observation);
  }
  env.close();
  return seen;
}

/** Writes a policy into a folder of its own. @returns where */
async function written(policy) {
  const path = join(mkdtempSync(join(tmpdir(), "aann-gym-golden-")), "policy.json");
  await writePolicy(path, policy);
  return path;
}

/** Twelve observations that an encoder takes, some beyond its ranges, and at the middle between two bytes. */
function observationsOf({ kind, low, high, counts, starts, height, width }) {
  const random = new Random(kind.length);
  return Array.from({ length: 12 }, (_, i) => {
    if (kind === "image") return Uint8Array.from({ length: 3 * height * width }, () => random.integers(256));
    if (kind === "one-hot") {
      const values = counts.map((count, at) => starts[at] + random.integers(-1, count + 1));
      return values.length > 1 ? values : values[0];
    }
    const odd = [NaN, Infinity, -Infinity][i - 9];
    return Float32Array.from(low, (from, at) =>
      odd !== undefined && at === 1 ? odd : from + (high[at] - from) * random.uniform(-0.2, 1.2),
    );
  });
}

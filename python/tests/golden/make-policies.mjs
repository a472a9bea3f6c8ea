// Writes policies.json: what policies of this project answer to fixed observations, for the tests of the Python reader.
// Run it after `npm run build` when policies are meant to answer otherwise: node python/tests/golden/make-policies.mjs
import { mkdtempSync, readFileSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { deflateSync } from "node:zlib";
import { Driver, forward, parsePolicy, randomNetwork, writePolicy } from "aann-gym";
import { make, Random } from "aann-gym/envs";

const OBSERVATIONS = 24;
const law = { yawDamping: 0.125, gas: 0.149, gasEasing: 0.372, brake: 0.09, brakeLimit: 0.8 };
const turn = { kind: "turn", motion: "seen", of: "steering", deadBand: 0.1, turn: 0.3, speed: 73, law };

/** Read with the weights of demos/driver.json, whose outputs are too small or large for some: so much the better. */
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
  ...encodings.map((each) => ["driver", each]),
  ["small-driver", undefined],
  ["learner", undefined],
]) {
  const file = join(import.meta.dirname, "../../../demos", `${demo}.json`);
  const policy = parsePolicy(readFileSync(file, "utf8"), file);
  const driver = await Driver.create({ ...policy, ...(encoding && { encoding }) });
  const actions = observations.map((observation) => [...driver.act(observation)]);
  const logits = observations.map((observation) => [...forward(policy.network, observation)]);
  driver.close();
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
  const path = join(mkdtempSync(join(tmpdir(), "aann-gym-golden-")), "policy.json");
  await writePolicy(path, { task: "golden", sparsity: 30, network, provenance: {} });
  networks.push({
    policy: JSON.parse(readFileSync(path, "utf8")),
    images: images.map((image) => [...image]),
    logits: images.map((image) => [...forward(network, image)]),
  });
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

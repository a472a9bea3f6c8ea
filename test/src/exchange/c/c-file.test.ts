import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { InputError } from "../../../../src/errors.js";
import { writeC } from "../../../../src/exchange/c/c-file.js";
import type { PortablePolicy } from "../../../../src/exchange/portable-policy.js";
import { forward } from "../../../../src/networks/reference.js";
import { Dice, randomImages } from "../../kernels/random-networks.js";
import {
  carCases,
  digitsCase,
  driverCase,
  episodeNames,
  framesOf,
  randomPolicies,
  smallCases,
} from "../policies.js";
import { compile, hasCompiler } from "./program.js";

describe("a policy in C", function () {
  this.timeout(240_000);

  it("needs as much memory as it says, and packs each layer the shorter way", async () => {
    const { policy } = await driverCase("small-driver");
    const { layers, weightBytes, ramBytes, text } = writeC(policy, "small");
    expect(layers.map(({ packing }) => packing)).to.deep.equal(["gaps", "gaps", "gaps", "two bits"]);
    expect(layers.map(({ bytes }) => bytes)).to.deep.equal([379, 755, 744, 75]);
    expect({ weightBytes, ramBytes }).to.deep.equal({ weightBytes: 1953, ramBytes: 11_212 });
    expect(text).to.contain("int small_act(const uint8_t *observation, float *action);");
    expect(text).not.to.match(/malloc|NAME/);
  });

  it("lets no name of a policy end its comment", async () => {
    const { policy } = await digitsCase();
    const { text } = writeC({ ...policy, subject: '*/ int x; #include "/etc/passwd" ??/' }, "digits");
    expect(text.split("*/")[0]).to.contain("written by aann-gym");
  });

  it("refuses sums that may need more than 32 bits", () => {
    const input = { height: 1, width: 100, channels: 1, crop: null, centred: true };
    const layers = [
      { name: "wide", kind: "dense", in: 100, out: 100, divisor: 1_000_000 },
      { name: "wider", kind: "dense", in: 100, out: 100, divisor: 1_000_000 },
      { name: "widest", kind: "dense", in: 100, out: 100, divisor: 1_000_000 },
      { name: "last", kind: "dense", in: 100, out: 1 },
    ] as const;
    const weights = layers.map((layer) => new Int8Array(layer.in * layer.out).fill(1));
    const policy: PortablePolicy = {
      network: { architecture: { input, layers }, weights },
      encoder: { kind: "vector", low: new Array(100).fill(0), high: new Array(100).fill(1) },
      action: { kind: "choices", groups: [{ first: 0, count: 1, start: 0 }], isList: false },
      ...{ outputDivisor: 1, privileged: 0, subject: "" },
    };
    expect(() => writeC(policy, "policy")).to.throw(
      InputError,
      "expected sums within 32 bits, got layer last, whose sums may reach 25,500,000,000",
    );
  });

  if (!hasCompiler) return;

  let folder: string;
  before(() => {
    folder = mkdtempSync(join(tmpdir(), "aann-gym-c-"));
  });
  after(() => rmSync(folder, { recursive: true }));

  it("gives the reference's integers on 1,000 random images, in 25 random networks", () => {
    for (const [seed, policy] of randomPolicies(25).entries()) {
      const act = compile(policy, folder);
      const { architecture } = policy.network;
      const images = randomImages(new Dice(seed + 1), architecture, 40);
      const observations = Array.from({ length: 40 }, (_, index) =>
        images.subarray((index * images.length) / 40, ((index + 1) * images.length) / 40),
      );
      const expected = observations.map((image) => [...forward(policy.network, image)]);
      expect(act(observations).map(({ logits }) => logits)).to.deep.equal(expected);
    }
  });

  it("finds weights behind any number of zeros", () => {
    const gaps = [0, 125, 126, 127, 128, 253, 254, 255, 381, 0, 700];
    const weights = Int8Array.from(
      gaps.flatMap((gap, index) => [...new Array(gap).fill(0), index % 2 ? -1 : 1]),
    );
    const input = { height: 1, width: weights.length / 2, channels: 1, crop: null, centred: true };
    const layers = [{ name: "only", kind: "dense", in: input.width, out: 2 }] as const;
    const network = { architecture: { input, layers }, weights: [weights] };
    const policy: PortablePolicy = {
      network,
      encoder: { kind: "image", height: 1, width: input.width, channels: 1 },
      action: { kind: "choices", groups: [{ first: 0, count: 2, start: 0 }], isList: false },
      ...{ outputDivisor: 1, privileged: 0, subject: "" },
    };
    const images = Array.from({ length: 20 }, (_, seed) =>
      randomImages(new Dice(seed), { input, layers }, 1),
    );
    const expected = images.map((image) => [...forward(network, image)]);
    expect(compile(policy, folder)(images).map(({ logits }) => logits)).to.deep.equal(expected);
  });

  it("acts as the policy does, whatever it reads and however it acts", async () => {
    for (const { name, policy, observations, act } of [...(await smallCases()), await digitsCase()]) {
      const expected = observations.map((observation) =>
        act(policy.encoder.kind === "one-hot" && observation.length === 1 ? observation[0] : observation),
      );
      expect(compile(policy, folder)(observations), name).to.deep.equal(expected);
    }
  });

  it("acts as CarRacing's decoders do on reference frames", async () => {
    const frames = await framesOf("harsh-1", 20);
    const dice = new Dice(3);
    const states = frames.map(() =>
      Float32Array.of(dice.roll(0, 99_999) / 1000, dice.roll(-5000, 5000) / 1000),
    );
    for (const { name, policy, act } of await carCases(frames)) {
      const expected = frames.map((frame, index) => act(frame, states[index]));
      expect(compile(policy, folder)(frames, states), name).to.deep.equal(expected);
    }
  });

  it("drives as the shipped driver does, on every frame of the reference episodes", async () => {
    const { policy, act } = await driverCase("driver");
    const program = compile(policy, folder);
    let compared = 0;
    for (const episode of episodeNames()) {
      const frames = await framesOf(episode);
      const acted = program(frames);
      for (const [step, frame] of frames.entries()) {
        expect(acted[step], `${episode}, step ${step}`).to.deep.equal(act(frame));
      }
      compared += frames.length;
    }
    expect(compared).to.be.above(7000);
  });

  it("drives as the shipped driver does whose last layer has two bits a weight", async () => {
    const { policy, act } = await driverCase("small-driver");
    const frames = await framesOf("expert-1", 5);
    expect(compile(policy, folder)(frames)).to.deep.equal(frames.map((frame) => act(frame)));
  });
});

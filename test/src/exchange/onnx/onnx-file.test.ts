import { expect } from "chai";
import { InputError } from "../../../../src/errors.js";
import { precisionOf } from "../../../../src/exchange/onnx/network.js";
import { writeOnnx } from "../../../../src/exchange/onnx/onnx-file.js";
import { decodeModel } from "../../../../src/exchange/onnx/schema.js";
import { forward } from "../../../../src/networks/reference.js";
import type { TernaryNetwork } from "../../../../src/networks/ternary-network.js";
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
import { openSession } from "./session.js";

/** Sums of as many bytes as there are weights, in a layer of one kind. */
function wide(kind: "conv" | "dense", weights: number): TernaryNetwork {
  const input = { height: 1, width: 300, channels: 1, crop: null, centred: true };
  const first = { name: "first", kind: "dense", in: 300, out: 300, divisor: 1000 } as const;
  const second =
    kind === "dense"
      ? ({ name: "second", kind, in: 300, out: 1 } as const)
      : ({ name: "second", kind, in: 300, out: 1, kernel: 1, stride: 1, padding: 0 } as const);
  const ones = (count: number) => new Int8Array(count).map((_, index) => (index < weights ? 1 : 0));
  const square = new Int8Array(300 * 300).map((_, index) => (index % 300 < 220 ? 1 : 0));
  return { architecture: { input, layers: [first, second] }, weights: [square, ones(300)] };
}

describe("a policy as ONNX", function () {
  this.timeout(240_000);

  it("computes in 32-bit floats below 2 ** 24, in 64-bit ones up to 2 ** 31, and no further", () => {
    // 220 · 255 = 56,100 a unit of the first layer; 299 of those are just below 2 ** 24, and 300 above.
    const types = (network: TernaryNetwork) => precisionOf(network).map(({ type }) => type);
    expect(types(wide("dense", 299))).to.deep.equal(["float", "float"]);
    expect(types(wide("dense", 300))).to.deep.equal(["float", "double"]);
    expect(types(wide("conv", 299))).to.deep.equal(["float", "float"]);
    expect(() => precisionOf(wide("conv", 300))).to.throw(
      InputError,
      "expected sums of convolutions below 16,777,216, where 32-bit floats are exact, got layer second, whose sums may reach 16,830,000",
    );
  });

  it("names its inputs and outputs, and holds weights as 8-bit integers", async () => {
    const { policy } = await driverCase("small-driver");
    const { graph, opsetImport } = decodeModel(writeOnnx(policy).bytes);
    expect(opsetImport).to.deep.equal([{ version: 17 }]);
    expect(graph!.input!.map(({ name }) => name)).to.deep.equal(["observation"]);
    expect(graph!.output!.map(({ name }) => name)).to.deep.equal(["action", "logits"]);
    const bytes = graph!.initializer!.filter(({ dataType }) => dataType === 3).map(({ rawData }) => rawData!);
    expect(bytes.map((each) => Int8Array.from(each))).to.deep.equal(policy.network.weights);
  });

  it("gives the reference's integers on 1,000 random images, in 25 random networks", async () => {
    for (const [seed, policy] of randomPolicies(25, precisionOf).entries()) {
      const images = randomImages(new Dice(seed + 1), policy.network.architecture, 40);
      const observations = Array.from({ length: 40 }, (_, index) =>
        images.subarray((index * images.length) / 40, ((index + 1) * images.length) / 40),
      );
      const session = await openSession(policy);
      const acted = await session.act(observations);
      await session.close();
      const expected = observations.map((image) => [...forward(policy.network, image)]);
      expect(acted.map(({ logits }) => logits)).to.deep.equal(expected);
    }
  });

  it("is exact in 64-bit floats where 32 bits would round", async () => {
    const network = wide("dense", 300);
    const low = new Array<number>(300).fill(0);
    const session = await openSession({
      ...{ network, encoder: { kind: "vector", low, high: low.map(() => 255) } },
      action: { kind: "choices", groups: [{ first: 0, count: 1, start: 0 }], isList: false },
      ...{ outputDivisor: 1, privileged: 0, subject: "" },
    });
    const bytes = Uint8Array.from({ length: 300 }, (_, index) => (index === 0 ? 254 : 255));
    const [{ logits }] = await session.act([Float32Array.from(bytes)]);
    await session.close();
    expect(logits).to.deep.equal([...forward(network, bytes)]);
    expect(logits[0]).to.be.above(2 ** 24);
  });

  it("acts as the policy does, whatever it reads and however it acts", async () => {
    for (const { name, policy, observations, act } of [...(await smallCases()), await digitsCase()]) {
      const session = await openSession(policy);
      const acted = await session.act(observations);
      await session.close();
      const expected = observations.map((observation) =>
        act(policy.encoder.kind === "one-hot" && observation.length === 1 ? observation[0] : observation),
      );
      expect(acted, name).to.deep.equal(expected);
    }
  });

  it("acts as CarRacing's decoders do on reference frames", async () => {
    const frames = await framesOf("harsh-1", 20);
    const dice = new Dice(3);
    const states = frames.map(() =>
      Float32Array.of(dice.roll(0, 99_999) / 1000, dice.roll(-5000, 5000) / 1000),
    );
    for (const { name, policy, act } of await carCases(frames)) {
      const session = await openSession(policy);
      const acted = await session.act(frames, states);
      await session.close();
      const expected = frames.map((frame, index) => act(frame, states[index]));
      expect(acted, name).to.deep.equal(expected);
    }
  });

  it("drives as the shipped driver does, on every frame of the reference episodes", async () => {
    const { policy, act } = await driverCase("driver");
    const session = await openSession(policy);
    let compared = 0;
    for (const episode of episodeNames()) {
      const frames = await framesOf(episode);
      const acted = await session.act(frames);
      for (const [step, frame] of frames.entries()) {
        expect(acted[step], `${episode}, step ${step}`).to.deep.equal(act(frame));
      }
      compared += frames.length;
    }
    await session.close();
    expect(compared).to.be.above(7000);
  });
});

import { expect } from "chai";
import { Random } from "../../../envs/index.js";
import { carNetwork } from "../../../src/adapters/car-racing/architecture.js";
import { InputError } from "../../../src/errors.js";
import { ArithmeticDecoder, ArithmeticEncoder, BitModel } from "../../../src/networks/arithmetic-coder.js";
import type { Policy } from "../../../src/networks/policy.js";
import { packPolicy, unpackPolicy } from "../../../src/networks/policy-link.js";
import { randomNetwork } from "../../../src/networks/random-network.js";

describe("arithmetic coder", () => {
  it("gives back any bits, in about as many bits as their entropy", () => {
    for (const share of [0, 0.001, 0.1, 0.5, 0.9, 1]) {
      const random = new Random(7);
      const bits = Array.from({ length: 20_000 }, () => (random.random() < share ? 1 : 0));
      const encoder = new ArithmeticEncoder();
      const model = new BitModel();
      for (const bit of bits) encoder.encode(bit, model);
      const code = encoder.finish();
      const decoder = new ArithmeticDecoder(code);
      const again = new BitModel();
      expect(bits.map(() => decoder.decode(again))).to.deep.equal(bits);
      const ones = bits.reduce((sum: number, bit) => sum + bit, 0) / bits.length;
      const entropy = [ones, 1 - ones].reduce((sum, p) => sum - (p > 0 ? p * Math.log2(p) : 0), 0);
      expect(code.length).to.be.at.most((entropy * bits.length) / 8 + 10);
    }
  });
});

describe("policy link", () => {
  const network = randomNetwork(carNetwork(90), 90, new Random(3));
  const policy: Policy = {
    task: "car-racing",
    sparsity: 90,
    encoding: { kind: "control", outputDivisor: 900_000, deadBand: 0.05, maxBrake: 0.8 },
    network,
    provenance: { command: "aann-gym sense", seed: 3, scores: { "mean return": 924.9 } },
  };
  let link: string;

  before(async () => {
    link = await packPolicy(policy);
  });

  it("holds the whole policy in less than 9 KB", async () => {
    expect(link).to.match(/^[\w-]+$/);
    expect((link.length * 3) / 4).to.be.lessThan(9000);
    expect(await unpackPolicy(link, "the link")).to.deep.equal(policy);
  });

  it("refuses what is cut off, damaged or none", async () => {
    const middle = link.length >> 1;
    const other = link[middle] === "A" ? "B" : "A";
    const damaged = link.slice(0, middle) + other + link.slice(middle + 1);
    for (const text of [
      link.slice(0, -20),
      link.slice(0, 100),
      damaged,
      "",
      "AQAA",
      "no link!",
      `C${link.slice(1)}`,
    ]) {
      const error = await unpackPolicy(text, "the link").catch((reason: unknown) => reason);
      expect(error).to.be.instanceOf(InputError);
      expect(String(error)).to.match(/the link: expected a whole policy/);
    }
  });
});

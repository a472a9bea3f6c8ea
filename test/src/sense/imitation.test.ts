import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import { cvar, ImitationCvar, ImitationLoss } from "../../../src/sense/imitation.js";

const COUNT = 400;
const FAN = 64;
const TERMS = [
  { weight: 8, beta: 0.1 },
  { weight: 1, beta: 0.3 },
];

describe("ImitationCvar", () => {
  it("is the mean of the worst pictures' loss, but for the part that does not depend on the network", async () => {
    const random = new Random(4);
    const architecture = {
      input: { height: 8, width: 8, channels: 1, crop: null, centred: true },
      layers: [{ name: "fc", kind: "dense", in: FAN, out: 2 }],
    } as const;
    const weights = [Int8Array.from({ length: FAN * 2 }, () => random.integers(3) - 1)];
    const images = Uint8Array.from({ length: COUNT * FAN }, () => random.integers(256));
    const targets = Float32Array.from({ length: COUNT * 2 }, () => random.uniform(-1, 1));
    const neighbours = await Neighbours.create({ architecture, weights }, images, COUNT);
    neighbours.setTargets(targets);
    const loss = new ImitationLoss(targets, TERMS, 1);
    const tail = new ImitationCvar(loss, 0.05);
    tail.refit(neighbours);
    expect(tail.outputDivisor).to.equal(loss.outputDivisor);
    const losses = loss.losses(neighbours.logits);
    expect(neighbours.cost(loss.cost) / COUNT).to.be.closeTo(
      losses.reduce((sum, own) => sum + own, 0) / COUNT,
      1e-5,
    );
    const beyond = (tail.cost as { beyond: number }).beyond;
    expect(losses.filter((own) => own > beyond)).to.have.lengthOf(COUNT / 20 - 1);
    const excess = neighbours.cost(tail.cost) / COUNT;
    expect(beyond + excess / 0.05).to.be.closeTo(cvar(losses), 1e-3);
    neighbours.close();
  });
});

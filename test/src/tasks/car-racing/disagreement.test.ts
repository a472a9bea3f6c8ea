import { expect } from "chai";
import { Random } from "../../../../envs/random.js";
import { Neighbours } from "../../../../src/kernels/neighbours.js";
import { ImitationLoss } from "../../../../src/sense/imitation.js";
import { Disagreement } from "../../../../src/tasks/car-racing/disagreement.js";
import {
  agreement,
  CONTROL,
  type Encoding,
  OUTPUTS,
  targetsOf,
} from "../../../../src/tasks/car-racing/encoding.js";

const COUNT = 200;
const TERMS = Array.from({ length: OUTPUTS }, () => ({ weight: 1, beta: 0.2 }));

/** Pictures of random bytes in front of one layer of random weights, so that the logits are random, too. */
async function randomPolicy(random: Random): Promise<Neighbours> {
  const fan = 64;
  const architecture = {
    input: { height: 8, width: 8, channels: 1, crop: null, centred: true },
    layers: [{ name: "fc", kind: "dense", in: fan, out: OUTPUTS }],
  } as const;
  const weights = Int8Array.from({ length: fan * OUTPUTS }, () => random.integers(3) - 1);
  const images = Uint8Array.from({ length: COUNT * fan }, () => random.integers(256));
  return Neighbours.create({ architecture, weights: [weights] }, images, COUNT);
}

/** Wished outputs: of whole actions, many of them at rest or at an end. */
function wishedOutputs(random: Random): Float32Array {
  const pick = (values: number[]) => values[random.integers(values.length)];
  const wished = Array.from({ length: COUNT }, () =>
    targetsOf([
      pick([-1, -0.051, -0.05, 0, 0.049, 0.05, 0.051, random.uniform(-1, 1)]),
      pick([0, 0.05, 0.051, 1, random.uniform(0, 1)]),
      pick([0, 0.05, 0.051, 0.8, random.uniform(0, 0.8)]),
    ]),
  );
  return Float32Array.from(wished.flat());
}

describe("Disagreement", () => {
  it("costs what agreement says, whatever the divisor", async () => {
    for (let seed = 0; seed < 20; seed++) {
      const random = new Random(seed);
      const neighbours = await randomPolicy(random);
      const wished = wishedOutputs(random);
      for (const divisor of [1, 2, 7, 100, 1234, 4000, 10_000]) {
        const loss = new ImitationLoss(wished, TERMS, divisor);
        const disagreement = new Disagreement(wished, CONTROL, loss);
        neighbours.setTargets(disagreement.targets);
        const encoding: Encoding = { ...CONTROL, outputDivisor: divisor };
        const agreed = agreement(encoding, neighbours.logits, wished);
        expect(neighbours.cost(disagreement.cost), `seed ${seed}, divisor ${divisor}`).to.equal(
          Math.round(COUNT * (1 - agreed)),
        );
      }
      neighbours.close();
    }
  });

  it("takes the divisor that its loss fits", async () => {
    const random = new Random(99);
    const neighbours = await randomPolicy(random);
    const wished = wishedOutputs(random);
    const disagreement = new Disagreement(wished, CONTROL, new ImitationLoss(wished, TERMS, 1));
    neighbours.setTargets(disagreement.targets);
    disagreement.refit(neighbours);
    expect(disagreement.outputDivisor).to.be.above(100);
    const encoding: Encoding = { ...CONTROL, outputDivisor: disagreement.outputDivisor };
    const agreed = agreement(encoding, neighbours.logits, wished);
    expect(neighbours.cost(disagreement.cost)).to.equal(Math.round(COUNT * (1 - agreed)));
    neighbours.close();
  });
});

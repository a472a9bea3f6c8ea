import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { DECODERS } from "../../../src/adapters/car-racing/decoders.js";
import { packPrivileged } from "../../../src/adapters/car-racing/motion.js";
import type { Targets } from "../../../src/data/data-set.js";
import { Neighbours } from "../../../src/kernels/neighbours.js";
import type { ActionDecoder } from "../../../src/policies/action-decoder.js";

const COUNT = 200;

/** Images of random bytes in front of one layer of random weights, so that the logits are random, too. */
async function randomPolicy(random: Random): Promise<Neighbours> {
  const fan = 64;
  const architecture = {
    input: { height: 8, width: 8, channels: 1, crop: null, centred: true },
    layers: [{ name: "fc", kind: "dense", in: fan, out: 3 }],
  } as const;
  const weights = Int8Array.from({ length: fan * 3 }, () => random.integers(3) - 1);
  const images = Uint8Array.from({ length: COUNT * fan }, () => random.integers(256));
  return Neighbours.create({ architecture, weights: [weights] }, images, COUNT);
}

/** Target outputs of whole actions, many of them at rest or at an end. */
function targetOutputs(decoder: ActionDecoder, random: Random): Targets {
  const pick = (values: number[]) => values[random.integers(values.length)];
  return decoder.targetsOf(
    Array.from({ length: COUNT }, () => ({
      action: [
        pick([-1, -0.051, -0.05, 0, 0.049, 0.05, 0.051, random.uniform(-1, 1)]),
        pick([0, 0.05, 0.051, 1, random.uniform(0, 1)]),
        pick([0, 0.05, 0.051, 0.8, random.uniform(0, 0.8)]),
      ],
      privileged: packPrivileged({
        speed: pick([0, 45, 60, random.uniform(0, 100)]),
        yawRate: pick([0, random.uniform(-3, 3)]),
      }),
    })),
  );
}

describe("Disagreement", () => {
  for (const name of ["control", "aim"] as const) {
    const decoder = DECODERS[name];

    it(`costs what agreement says, whatever the divisor: ${name}`, async () => {
      for (let seed = 0; seed < 10; seed++) {
        const random = new Random(seed);
        const neighbours = await randomPolicy(random);
        const targets = targetOutputs(decoder, random);
        for (const divisor of [1, 2, 7, 100, 1234, 4000, 10_000]) {
          const disagreement = decoder.objective("score", targets, divisor);
          neighbours.setTargets(disagreement.targets);
          const agreed = decoder.agreement(neighbours.logits, divisor, targets);
          expect(neighbours.cost(disagreement.cost), `seed ${seed}, divisor ${divisor}`).to.equal(
            Math.round(COUNT * (1 - agreed)),
          );
        }
        neighbours.close();
      }
    });

    it(`takes the divisor that its loss fits: ${name}`, async () => {
      const random = new Random(99);
      const neighbours = await randomPolicy(random);
      const targets = targetOutputs(decoder, random);
      const disagreement = decoder.objective("score", targets, 1);
      neighbours.setTargets(disagreement.targets);
      disagreement.refit?.(neighbours);
      const { outputDivisor } = disagreement;
      expect(outputDivisor).to.be.above(100);
      const agreed = decoder.agreement(neighbours.logits, outputDivisor!, targets);
      expect(neighbours.cost(disagreement.cost)).to.equal(Math.round(COUNT * (1 - agreed)));
      neighbours.close();
    });
  }
});

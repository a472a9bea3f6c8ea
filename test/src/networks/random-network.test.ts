import { expect } from "chai";
import fc from "fast-check";
import { Random } from "../../../envs/random.js";
import { carNetwork } from "../../../src/adapters/car-racing/architecture.js";
import { InputError } from "../../../src/errors.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { countZeros, type Sparsity, zeroCounts } from "../../../src/networks/sparsity.js";
import { Wiring } from "../../../src/sense/wiring.js";

const architecture = carNetwork(90);

describe("random ternary network", () => {
  it("has exactly round(p/100 · n) zeros in every layer and as many −1 as +1", () => {
    fc.assert(
      fc.property(fc.integer({ min: 0, max: 99 }), fc.nat(), (percent, seed) => {
        const network = randomNetwork(architecture, percent, new Random(seed));
        const sizes = [4704, 51200, 57600, 300];
        expect(countZeros(network)).to.deep.equal(sizes.map((size) => Math.round((percent / 100) * size)));
        for (const weights of network.weights) {
          const sum = weights.reduce((total, weight) => total + weight, 0);
          expect(sum).to.be.oneOf([0, 1]);
        }
      }),
      { numRuns: 20 },
    );
  });

  it("is the same for the same seed", () => {
    const draw = (seed: number) => randomNetwork(architecture, 90, new Random(seed)).weights;
    expect(draw(3)).to.deep.equal(draw(3));
    expect(draw(3)).not.to.deep.equal(draw(4));
  });

  it("takes a sparsity for each layer", () => {
    const sparsity = { "layer1.0": 0, "layer2.0": 50, fc1: 99, fc2: 30 };
    expect(zeroCounts(architecture, sparsity)).to.deep.equal([0, 25600, 57024, 90]);
  });

  it("refuses percentages out of range and layers that are not there", () => {
    const refused: Sparsity[] = [
      120,
      100,
      -1,
      Number.NaN,
      { fc1: 90 },
      { "layer1.0": 1, "layer2.0": 1, fc1: 1, fc2: 1, fc3: 1 },
    ];
    for (const sparsity of refused) {
      expect(() => zeroCounts(architecture, sparsity), JSON.stringify(sparsity)).to.throw(InputError);
    }
  });
});

describe("wiring", () => {
  it("draws a weight to move and an empty place, and follows the swaps it applies", () => {
    const random = new Random(5);
    const weights = randomNetwork(architecture, 90, random).weights[3].slice();
    const wiring = new Wiring(3, weights);
    for (let round = 0; round < 1000; round++) {
      const draw = wiring.draw(random);
      const { layer, from, to } = draw.swap;
      expect(layer).to.equal(3);
      expect(weights[from]).not.to.equal(0);
      expect(weights[to]).to.equal(0);
      if (round % 2) continue;
      weights[to] = weights[from];
      weights[from] = 0;
      wiring.apply(draw);
    }
  });
});

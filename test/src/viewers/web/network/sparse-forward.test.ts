import { expect } from "chai";
import { Random } from "../../../../../envs/index.js";
import { carNetwork } from "../../../../../src/adapters/car-racing/architecture.js";
import { randomNetwork } from "../../../../../src/networks/random-network.js";
import { activations } from "../../../../../src/networks/reference.js";
import { SparseForward } from "../../../../../src/viewers/web/network/sparse-forward.js";
import { Dice, randomArchitecture } from "../../../kernels/random-networks.js";

describe("sparse forward pass of the pages", () => {
  it("gives what the reference gives, layer by layer", () => {
    const random = new Random(11);
    const dice = new Dice(5);
    const architectures = [carNetwork(90), ...Array.from({ length: 20 }, () => randomArchitecture(dice))];
    for (const architecture of architectures) {
      const network = randomNetwork(architecture, random.integers(30, 95), random);
      const { height, width, channels } = architecture.input;
      const forward = new SparseForward(network);
      for (let image = 0; image < 2; image++) {
        const image = Uint8Array.from({ length: height * width * channels }, () => random.integers(256));
        const layers = forward.activations(image).map((values) => Array.from(values));
        expect(layers).to.deep.equal(activations(network, image).map((values) => Array.from(values)));
      }
    }
  });
});

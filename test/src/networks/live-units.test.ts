import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { type Architecture, weightCount } from "../../../src/networks/architecture.js";
import { liveUnits } from "../../../src/networks/live-units.js";
import { randomNetwork } from "../../../src/networks/random-network.js";
import { forward } from "../../../src/networks/reference.js";

const architecture: Architecture = {
  input: { height: 8, width: 8, channels: 1, crop: null, centred: true },
  layers: [
    {
      name: "conv",
      kind: "conv",
      in: 1,
      out: 6,
      kernel: 3,
      stride: 1,
      padding: 1,
      divisor: 1,
      pool: { size: 4, stride: 4 },
    },
    { name: "fc1", kind: "dense", in: 24, out: 10, divisor: 1 },
    { name: "fc2", kind: "dense", in: 10, out: 2 },
  ],
};

describe("liveUnits", () => {
  it("are those that some logit can tell", () => {
    const random = new Random(3);
    const images = Array.from({ length: 20 }, () =>
      Uint8Array.from({ length: 64 }, () => random.integers(256)),
    );
    let dead = 0;
    for (let round = 0; round < 20; round++) {
      const network = randomNetwork(architecture, 90, random);
      const live = liveUnits(network);
      expect(live.at(-1)).to.deep.equal(Uint8Array.of(1, 1));
      const said = images.map((image) => forward(network, image));
      for (const layer of [0, 1]) {
        const fan = network.weights[layer].length / live[layer].length;
        for (const [unit, isLive] of live[layer].entries()) {
          if (isLive) continue;
          dead++;
          const weights = network.weights.map((own) => own.slice());
          for (let place = 0; place < fan; place++)
            weights[layer][unit * fan + place] = random.integers(3) - 1;
          expect(images.map((image) => forward({ architecture, weights }, image))).to.deep.equal(said);
        }
      }
    }
    expect(dead).to.be.above(50);
  });

  it("read all that non-zero weights lead from", () => {
    const weights = architecture.layers.map((layer) => new Int8Array(weightCount(layer)));
    weights[2][10 + 7] = -1;
    weights[1][7 * 24 + 4 * 5 + 2] = 1;
    const [conv, fc1] = liveUnits({ architecture, weights });
    expect(Array.from(fc1!)).to.deep.equal([0, 0, 0, 0, 0, 0, 0, 1, 0, 0]);
    expect(Array.from(conv!)).to.deep.equal([0, 0, 0, 0, 0, 1]);
  });
});

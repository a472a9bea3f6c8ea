import { expect } from "chai";
import { Random } from "../../../../envs/random.js";
import { forward } from "../../../../src/networks/reference.js";
import { afterSwaps } from "../../../../src/sense/families/swaps.js";
import { wiringKey } from "../../../../src/sense/families/wiring-key.js";
import { Wiring } from "../../../../src/sense/wiring.js";
import { networkOf, shuffled } from "./networks.js";

describe("the key of a wiring", () => {
  const random = new Random(7);

  it("is the same for networks with hidden channels in another order, which compute the same", () => {
    for (let seed = 0; seed < 20; seed++) {
      const network = networkOf(seed);
      const copy = shuffled(network, random);
      expect(copy.weights).not.to.deep.equal(network.weights);
      const image = Uint8Array.from({ length: 100 }, () => random.integers(256));
      expect(forward(copy, image)).to.deep.equal(forward(network, image));
      expect(wiringKey(copy)).to.equal(wiringKey(network));
    }
  });

  it("differs between a network and its neighbours, and among these, in every layer", () => {
    const network = networkOf(1);
    const keys = new Set([wiringKey(network)]);
    const wirings = new Set<string>();
    for (const [layer, weights] of network.weights.entries()) {
      const wiring = new Wiring(layer, weights);
      for (let i = 0; i < 60; i++) {
        const { swap } = wiring.draw(random);
        wirings.add(JSON.stringify(swap));
        keys.add(wiringKey(afterSwaps(network, [swap])));
      }
    }
    // A few neighbours are symmetric copies of each other: two empty units are one as good as the other.
    expect(keys.size).to.be.within(0.95 * wirings.size, wirings.size + 1);
  });

  it("differs when two outputs change places, since they mean something", () => {
    const network = networkOf(2);
    const weights = network.weights.map((layer) => layer.slice());
    weights[3].set(network.weights[3].subarray(0, 6), 6);
    weights[3].set(network.weights[3].subarray(6, 12), 0);
    expect(wiringKey({ ...network, weights })).not.to.equal(wiringKey(network));
  });
});

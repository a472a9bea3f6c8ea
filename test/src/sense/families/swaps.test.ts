import { expect } from "chai";
import { Random } from "../../../../envs/random.js";
import type { TernaryNetwork } from "../../../../src/networks/ternary-network.js";
import { packSwaps, unpackSwaps } from "../../../../src/sense/families/packed-swaps.js";
import { afterSwaps, swapDistance, swapsBetween } from "../../../../src/sense/families/swaps.js";
import { architecture, networkOf } from "./networks.js";

const counts = (weights: Int8Array) => [-1, 0, 1].map((sign) => weights.filter((w) => w === sign).length);

/** A network of one layer with these weights. */
const oneLayer = (...weights: number[]): TernaryNetwork => ({
  architecture: {
    input: { height: 1, width: weights.length, channels: 1, crop: null, centred: false },
    layers: [{ name: "fc", kind: "dense", in: weights.length, out: 1 }],
  },
  weights: [Int8Array.from(weights)],
});

describe("swaps between networks", () => {
  it("lead from one network to another, and keep the numbers of −1, 0 and +1 all the way", () => {
    for (let seed = 0; seed < 30; seed++) {
      const [start, end] = [networkOf(seed), networkOf(seed + 100)];
      const swaps = swapsBetween(start, end);
      expect(afterSwaps(start, swaps).weights).to.deep.equal(end.weights);
      expect(swaps.length).to.be.within(swapDistance(start, end), swapDistance(start, end) + 4);
      const half = afterSwaps(start, swaps.slice(0, swaps.length / 2));
      expect(half.weights.map(counts)).to.deep.equal(start.weights.map(counts));
      expect(swapsBetween(start, start)).to.deep.equal([]);
    }
  });

  it("borrow an empty place where signs are exchanged in a ring", () => {
    const [start, end] = [oneLayer(1, -1, 0), oneLayer(-1, 1, 0)];
    const swaps = swapsBetween(start, end);
    expect(swaps).to.have.length(3);
    expect(afterSwaps(start, swaps).weights).to.deep.equal(end.weights);
    expect(() => swapsBetween(oneLayer(1, -1), oneLayer(-1, 1))).to.throw(RangeError, "place is empty");
  });

  it("are refused between networks with other numbers, and from or to wrong places", () => {
    expect(() => swapsBetween(oneLayer(1, 0, 0), oneLayer(0, -1, 0))).to.throw(
      RangeError,
      "layer fc has 1 more weights of -1 than it had",
    );
    const wrong = [
      [0, 1],
      [2, 3],
      [0, 9],
    ];
    for (const [from, to] of wrong) {
      const swap = { layer: 0, from: from!, to: to! };
      expect(() => afterSwaps(oneLayer(1, 1, 0, 0), [swap])).to.throw(RangeError, "empty place");
    }
    expect(() => afterSwaps(oneLayer(1, 0), [{ layer: 1, from: 0, to: 1 }])).to.throw(RangeError);
  });

  it("fit into few bytes and come back from them", () => {
    const random = new Random(3);
    const swaps = Array.from({ length: 200 }, () => ({
      layer: random.integers(4),
      from: random.integers(2 ** 31),
      to: random.integers(200),
    }));
    expect(unpackSwaps(packSwaps(swaps))).to.deep.equal(swaps);
    expect(packSwaps([{ layer: 2, from: 300, to: 5 }])).to.equal(
      Buffer.from([2, 172, 2, 5]).toString("base64"),
    );
    const { layers } = architecture;
    expect(layers).to.have.length(4);
    const bytes = Buffer.from(packSwaps(swaps), "base64");
    expect(() => unpackSwaps(bytes.subarray(0, -1).toString("base64"))).to.throw(RangeError, "within a swap");
    const long = Buffer.from([255, 255, 255, 255, 255, 255, 1]).toString("base64");
    expect(() => unpackSwaps(long)).to.throw(RangeError, "32 bits");
  });
});

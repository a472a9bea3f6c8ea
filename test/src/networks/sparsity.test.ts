import { expect } from "chai";
import { carNetwork } from "../../../src/adapters/car-racing/architecture.js";
import { countZeros, sparsityOf, zeroCounts } from "../../../src/networks/sparsity.js";
import { imageNetwork } from "../../../src/tasks/image-network.js";

describe("sparsity", () => {
  it("counts zeros as the percentage says, in every layer or for each by name", () => {
    expect(zeroCounts(imageNetwork(90), 90)).to.deep.equal([360, 11520, 14112]);
    const each = { "layer1.0": 50, "layer2.0": 95, fc: 99 };
    expect(zeroCounts(imageNetwork(each), each)).to.deep.equal([200, 12160, 15523]);
  });

  it("finds percentages for any counts, and short ones", () => {
    const architecture = carNetwork(0);
    for (const zeros of [
      [0, 0, 0, 0],
      [4703, 51199, 57599, 299],
      [1, 25_601, 57_023, 150],
      [2352, 49_999, 5, 297],
    ]) {
      expect(zeroCounts(architecture, sparsityOf(architecture, zeros))).to.deep.equal(zeros);
    }
    expect(sparsityOf(architecture, [2352, 46_080, 57_024, 200])).to.deep.equal({
      "layer1.0": 50,
      "layer2.0": 90,
      fc1: 99,
      fc2: 66.7,
    });
  });

  it("counts the zeros of a network", () => {
    const network = { architecture: imageNetwork(0), weights: [Int8Array.of(0, 1, 0), Int8Array.of(-1)] };
    expect(countZeros(network)).to.deep.equal([2, 0]);
  });
});

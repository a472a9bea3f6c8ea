import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { InputError } from "../../../src/errors.js";
import { allocateSparsity } from "../../../src/training/sparsity-allocation.js";

/** LAMP as its definition reads: the score of every weight by itself, then the largest of all. */
function plain(layers: readonly Float32Array[], kept: number): number[] {
  const scores = layers.flatMap((layer, index) =>
    [...layer].map((weight) => {
      const sum = layer.reduce((total, other) => total + (other ** 2 >= weight ** 2 ? other ** 2 : 0), 0);
      return { index, score: weight ** 2 / sum };
    }),
  );
  scores.sort((a, b) => b.score - a.score);
  return layers.map(
    (layer, index) => layer.length - scores.slice(0, kept).filter((each) => each.index === index).length,
  );
}

describe("sharing zeros out among layers", () => {
  const random = new Random(7);
  const layer = (length: number, size: number) =>
    Float32Array.from({ length }, () => size * random.uniform(-1, 1) ** 3);

  it("keeps the weights of largest LAMP score, and exactly so many", () => {
    for (let round = 0; round < 20; round++) {
      const layers = [layer(20, 1), layer(150, 0.1), layer(60, 5)];
      const zeros = 20 + random.integers(180);
      const shares = allocateSparsity(layers, zeros, [1, 1, 1]);
      expect(shares).to.deep.equal(plain(layers, 230 - zeros));
      expect(shares.reduce((sum, share) => sum + share)).to.equal(zeros);
    }
  });

  it("does not care for a layer's scale", () => {
    const layers = [layer(50, 1), layer(100, 1)];
    const scaled = [layers[0].map((weight) => weight * 64), layers[1]];
    expect(allocateSparsity(scaled, 120, [1, 1])).to.deep.equal(allocateSparsity(layers, 120, [1, 1]));
  });

  it("leaves each layer its floor, whatever its magnitudes", () => {
    const layers = [new Float32Array(10).fill(1), new Float32Array(1000).fill(1), new Float32Array(4)];
    // A layer of equals scores 1, 1/2, 1/3, …: beyond the floors 1/3 comes before 1/9, and zeros come last.
    expect(allocateSparsity(layers, 1014 - 17, [2, 8, 5])).to.deep.equal([5, 992, 0]);
  });

  it("refuses a budget below the floors", () => {
    const layers = [layer(10, 1), layer(10, 1)];
    expect(allocateSparsity(layers, 14, [3, 3])).to.deep.equal([7, 7]);
    expect(() => allocateSparsity(layers, 15, [3, 3])).to.throw(
      InputError,
      "a budget of 5 weights is too small",
    );
  });
});

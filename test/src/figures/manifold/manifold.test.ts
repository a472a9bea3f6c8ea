import { expect } from "chai";
import { Random } from "../../../../envs/random.js";
import { aligned } from "../../../../src/figures/manifold/align.js";
import { coordinates } from "../../../../src/figures/manifold/coordinates.js";
import { embed, type Method, type Point } from "../../../../src/figures/manifold/embed.js";
import { forward } from "../../../../src/networks/reference.js";
import { afterSwaps, swapDistance, swapsBetween } from "../../../../src/sense/families/swaps.js";
import { networkOf, shuffled } from "../../sense/families/networks.js";

const random = new Random(9);
const square = (a: ArrayLike<number>, b: ArrayLike<number>) =>
  Array.from(a).reduce((sum, value, at) => sum + (value - b[at]) ** 2, 0);

describe("networks as points", () => {
  it("are as far apart as their weights are", () => {
    const start = networkOf(1);
    const way = swapsBetween(start, networkOf(2));
    const networks = [0, 1, 5, 40].map((swaps) => afterSwaps(start, way.slice(0, swaps)));
    const points = coordinates(networks);
    for (const [a, first] of networks.entries()) {
      for (const [b, second] of networks.entries()) {
        const all = square(
          first.weights.flatMap((w) => [...w]),
          second.weights.flatMap((w) => [...w]),
        );
        expect(square(points[a], points[b])).to.equal(all);
      }
    }
    expect(square(points[0], points[1])).to.equal(2);
    expect(points[0].length).to.be.below(200);
  });
});

describe("pictures of points", () => {
  /** Three clouds far from each other, in 12 dimensions. */
  const clouds = Array.from({ length: 60 }, (_, index) =>
    Float64Array.from({ length: 12 }, (_, at) => 20 * Number(at === index % 3) + random.random()),
  );
  /** A strip that is rolled up in space: along it points are far, across the gap they are near. */
  const roll = Array.from({ length: 120 }, (_, index) => {
    const angle = 4 + index / 25;
    return Float64Array.from([angle * Math.cos(angle), angle * Math.sin(angle), random.random()]);
  });

  const spread = (points: readonly Point[], inOne: (a: number, b: number) => boolean) => {
    let [sum, count] = [0, 0];
    for (const [a, first] of points.entries()) {
      for (const [b, second] of points.entries()) {
        if (a === b || !inOne(a, b)) continue;
        sum += Math.sqrt(square(first, second));
        count++;
      }
    }
    return sum / count;
  };

  it("by t-SNE keep clouds apart", async () => {
    const points = await embed(clouds, "t-SNE", 1);
    const within = spread(points, (a, b) => a % 3 === b % 3);
    expect(spread(points, (a, b) => a % 3 !== b % 3)).to.be.above(2 * within);
    expect(await embed(clouds, "t-SNE", 1)).to.deep.equal(points);
  });

  for (const method of ["LLE", "Isomap"] satisfies Method[]) {
    it(`by ${method} unroll a strip`, async () => {
      const points = await embed(roll, method, 1);
      const along = (axis: 0 | 1) =>
        Math.abs(
          correlation(
            points.map((point) => point[axis]),
            [...roll.keys()],
          ),
        );
      expect(Math.max(along(0), along(1))).to.be.above(0.9);
    });
  }
});

function correlation(a: readonly number[], b: readonly number[]): number {
  const middle = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
  const [meanA, meanB] = [middle(a), middle(b)];
  const product = (x: readonly number[], mx: number, y: readonly number[], my: number) =>
    x.reduce((sum, value, at) => sum + (value - mx) * (y[at] - my), 0);
  return product(a, meanA, b, meanB) / Math.sqrt(product(a, meanA, a, meanA) * product(b, meanB, b, meanB));
}

describe("a network aligned with another", () => {
  it("computes the same, and is again what it was before its channels were shuffled", () => {
    for (let seed = 0; seed < 5; seed++) {
      const network = networkOf(seed);
      const copy = shuffled(network, random);
      const back = aligned(copy, network);
      const image = Uint8Array.from({ length: 100 }, () => random.integers(256));
      expect(forward(back, image)).to.deep.equal(forward(network, image));
      expect(swapDistance(network, back)).to.be.at.most(swapDistance(network, copy) / 4);
    }
  });
});

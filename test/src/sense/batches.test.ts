import { expect } from "chai";
import { Batches } from "../../../src/sense/batches.js";

const COUNT = 10;
const images = Uint8Array.from({ length: 2 * COUNT }, (_, index) => index);
const labels = Uint8Array.from({ length: COUNT }, (_, index) => 100 + index);
const data = { count: COUNT, images, targets: { kind: "classes", labels } } as const;
const numbersOf = (batches: Batches, index: number) =>
  Array.from(batches.at(index).targets, (target) => target - 100);

describe("batches", () => {
  it("keep pictures and targets together", () => {
    const { images: some, targets } = new Batches(data, labels, 4, 1).at(3);
    expect(Array.from(some)).to.deep.equal(
      Array.from(targets).flatMap((t) => [2 * (t - 100), 2 * (t - 100) + 1]),
    );
    const values = Float32Array.from({ length: 3 * COUNT }, (_, index) => Math.floor(index / 3));
    const wide = new Batches(data, values, 4, 1).at(3);
    expect(Array.from(wide.targets)).to.deep.equal(
      Array.from(targets).flatMap((t) => [t - 100, t - 100, t - 100]),
    );
  });

  it("go through all pictures in an order drawn anew for each pass, whichever is asked for first", () => {
    const batches = new Batches(data, labels, 5, 1);
    const [a, b, c, d] = [0, 1, 2, 3].map((index) => numbersOf(batches, index));
    const all = Array.from({ length: COUNT }, (_, index) => index);
    expect([...a!, ...b!].sort((x, y) => x - y)).to.deep.equal(all);
    expect([...c!, ...d!].sort((x, y) => x - y)).to.deep.equal(all);
    expect([...c!, ...d!]).not.to.deep.equal([...a!, ...b!]);
    expect(numbersOf(new Batches(data, labels, 5, 1), 3)).to.deep.equal(d);
    expect(numbersOf(new Batches(data, labels, 5, 2), 3)).not.to.deep.equal(d);
  });

  it("are no larger than the data", () => {
    expect(new Batches(data, labels, 512, 1).size).to.equal(COUNT);
  });
});

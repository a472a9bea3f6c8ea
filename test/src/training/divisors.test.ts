import { expect } from "chai";
import { unitStds, withDivisors } from "../../../src/training/divisors.js";
import { architectures } from "./engines.js";

// Fan-ins 25, 45 and 36.
const architecture = architectures["like MNIST's"];

describe("divisors", () => {
  const divisors = (sparsity: number, share: number) =>
    withDivisors(architecture, sparsity, share).layers.map((layer) => layer.divisor);

  it("are the share of the root of the non-zeros per unit, rounded; none for the last layer", () => {
    // √25 and √45; √2.48 and √4.5
    expect(divisors(0, 1)).to.deep.equal([5, 7, undefined]);
    expect(divisors(0, 0.5)).to.deep.equal([3, 3, undefined]);
    expect(divisors(90, 1)).to.deep.equal([2, 2, undefined]);
  });

  it("are at least 1", () => {
    expect(divisors(99, 0.5)).to.deep.equal([1, 1, undefined]);
    expect(unitStds(architecture, 99)).to.deep.equal([1, 1, 1]);
  });

  it("are rounded as asked", () => {
    const layers = withDivisors(architecture, 90, 1, Math.ceil).layers;
    expect(layers.map((layer) => layer.divisor)).to.deep.equal([2, 3, undefined]);
  });

  it("follow a sparsity given for each layer", () => {
    const result = withDivisors(architecture, { a: 0, b: 80, c: 50 }, 1);
    expect(result.layers.map((layer) => layer.divisor)).to.deep.equal([5, 3, undefined]);
  });
});

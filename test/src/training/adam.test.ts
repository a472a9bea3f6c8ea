import { expect } from "chai";
import { adam, zeroMoments } from "../../../src/training/adam.js";

describe("adam", () => {
  it("moves by the rate against the gradient's sign at first, whatever its size", () => {
    const parameters = Float32Array.of(1, 1, 1);
    adam(parameters, Float32Array.of(1e-3, -50, 0), zeroMoments(3), { rate: 0.25, step: 1 });
    expect(parameters[0]).to.be.closeTo(0.75, 1e-4);
    expect(parameters[1]).to.be.closeTo(1.25, 1e-4);
    expect(parameters[2]).to.equal(1);
  });

  it("follows the published algorithm", () => {
    const gradients = [0.3, -0.1, 0.7, 0.2];
    const parameters = Float32Array.of(0.5);
    const moments = zeroMoments(1);
    let expected = 0.5;
    let mean = 0;
    let square = 0;
    for (const [index, gradient] of gradients.entries()) {
      adam(parameters, Float32Array.of(gradient), moments, { rate: 0.01, step: index + 1 });
      mean = 0.9 * mean + 0.1 * gradient;
      square = 0.999 * square + 0.001 * gradient ** 2;
      const unbiased = mean / (1 - 0.9 ** (index + 1));
      expected -= (0.01 * unbiased) / (Math.sqrt(square / (1 - 0.999 ** (index + 1))) + 1e-8);
    }
    expect(parameters[0]).to.be.closeTo(expected, 1e-6);
  });

  it("lets larger gradients move faster when partial: as the root of their ratio at first", () => {
    const parameters = new Float32Array(3);
    adam(parameters, Float32Array.of(1, -4, 0), zeroMoments(3), { rate: 0.25, step: 1, partial: true });
    const typical = Math.sqrt((1 + 16) / 3);
    expect(parameters[0]).to.be.closeTo(-0.25 * Math.sqrt(1 / typical), 1e-6);
    expect(parameters[1]).to.be.closeTo(0.25 * Math.sqrt(4 / typical), 1e-6);
    expect(parameters[2]).to.equal(0);
  });

  it("leaves what is not marked as it is, moments too", () => {
    const parameters = Float32Array.of(1, 1);
    const moments = zeroMoments(2);
    adam(parameters, Float32Array.of(1, 1), moments, { rate: 0.1, step: 1, marks: Uint8Array.of(0, 1) });
    expect(parameters[0]).to.equal(1);
    expect(parameters[1]).to.be.below(1);
    expect([moments.mean[0], moments.square[0]]).to.deep.equal([0, 0]);
  });
});

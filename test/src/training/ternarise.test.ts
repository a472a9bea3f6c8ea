import { expect } from "chai";
import { rescaleLatents, ternarise } from "../../../src/training/ternarise.js";

describe("ternarising", () => {
  it("takes the signs of what is kept, and +1 for a kept 0", () => {
    const ternary = new Int8Array(5);
    ternarise(Float32Array.of(-0.1, 3, 0, -2, 0), Uint8Array.of(1, 1, 1, 0, 0), ternary);
    expect([...ternary]).to.deep.equal([-1, 1, 1, 0, 0]);
  });

  it("rescales all by one factor, to a mean magnitude of one half for what is kept", () => {
    const latents = Float32Array.of(4, -2, 1);
    rescaleLatents(latents, Uint8Array.of(1, 1, 0));
    expect(latents[0]).to.be.closeTo(2 / 3, 1e-6);
    expect(latents[1]).to.be.closeTo(-1 / 3, 1e-6);
    expect(latents[2]).to.be.closeTo(1 / 6, 1e-6);
  });

  it("leaves latents alone that are all zero", () => {
    const latents = new Float32Array(2);
    rescaleLatents(latents, Uint8Array.of(1, 1));
    expect([...latents]).to.deep.equal([0, 0]);
  });
});

import { expect } from "chai";
import { cvar } from "../../../src/sense/imitation.js";

describe("cvar", () => {
  it("is the mean of the worst twentieth, of at least one", () => {
    const losses = Float64Array.from({ length: 100 }, (_, index) => (index * 37) % 100);
    expect(cvar(losses)).to.equal(97);
    expect(losses[1]).to.equal(37);
    expect(cvar(Float64Array.of(3, 5, 1))).to.equal(5);
  });
});

import { expect } from "chai";
import { HalfMoves } from "../../../src/sense/half-moves.js";

const weights = Int8Array.of(1, 1, -1, -1, 0, 0, 0, 0);

describe("half moves", () => {
  it("pair the best places to leave with the best to go to, sign by sign, best swap first", () => {
    //                                 +1   +1   −1    −1   empty
    const slopes = Float32Array.of(0.5, 0.1, -0.4, 0.2, -0.3, 0.7, -0.1, 0.05);
    const swaps = new HalfMoves(0, slopes).best(weights, 10);
    // −1 from 2 to 5: −0.4 − 0.7; +1 from 0 to 4: −0.5 − 0.3; +1 from 1 to 6: −0.1 − 0.1. From 3 to 7: 0.2 − 0.05 is worse.
    expect(swaps).to.deep.equal([
      { layer: 0, from: 2, to: 5 },
      { layer: 0, from: 0, to: 4 },
      { layer: 0, from: 1, to: 6 },
    ]);
    expect(new HalfMoves(0, slopes).best(weights, 1)).to.deep.equal(swaps.slice(0, 1));
  });

  it("promise nothing before anything was measured", () => {
    expect(new HalfMoves(0, new Float32Array(8)).best(weights, 10)).to.deep.equal([]);
  });
});

import { expect } from "chai";
import { SingleWeightChanges } from "../../../src/sense/single-weight-changes.js";

const weights = Int8Array.of(1, 1, -1, -1, 0, 0, 0, 0);
const NOT = 9;
/** Changes of the cost for weight + 1, then for weight − 1; `NOT` where no weight may change so. */
const changes = () =>
  Float32Array.of(
    ...[NOT, NOT, -0.4, 0.2, -0.3, 0.7, -0.1, 0.05],
    ...[-0.5, -0.1, NOT, NOT, 0.4, -0.7, 0.2, -0.05],
  );

describe("single-weight changes", () => {
  it("pair the best places to leave with the best to go to, sign by sign, best swap first", () => {
    const swaps = new SingleWeightChanges(0, changes()).best(weights, 10);
    // −1 from 2 to 5: −0.4 − 0.7; +1 from 0 to 4: −0.5 − 0.3; +1 from 1 to 6: −0.1 − 0.1. From 3 to 7: 0.2 − 0.05 is
    // worse.
    expect(swaps).to.deep.equal([
      { layer: 0, from: 2, to: 5 },
      { layer: 0, from: 0, to: 4 },
      { layer: 0, from: 1, to: 6 },
    ]);
    expect(new SingleWeightChanges(0, changes()).best(weights, 1)).to.deep.equal(swaps.slice(0, 1));
  });

  it("never go to one place twice", () => {
    const known = changes();
    // Place 4 is the best for either sign.
    known[4] = known[8 + 4] = -2;
    const swaps = new SingleWeightChanges(0, known).best(weights, 10);
    expect(new Set(swaps.map(({ to }) => to)).size).to.equal(swaps.length);
  });

  it("know that the way back costs what a swap gained", () => {
    const weightChanges = new SingleWeightChanges(0, changes());
    weightChanges.follow(weights, { layer: 0, from: 2, to: 5 });
    const back = Int8Array.of(1, 1, 0, -1, 0, -1, 0, 0);
    expect(weightChanges.best(back, 10).some(({ from, to }) => from === 5 || to === 2)).to.equal(false);
  });

  it("promise nothing before anything was measured", () => {
    expect(new SingleWeightChanges(0, new Float32Array(16)).best(weights, 10)).to.deep.equal([]);
  });
});

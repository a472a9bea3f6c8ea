import { expect } from "chai";
import { cosine, cubic } from "../../../src/training/schedule.js";

describe("schedules", () => {
  it("a cosine falls from 1 to its end and is half way in the middle", () => {
    expect(cosine(0, 0.01)).to.equal(1);
    expect(cosine(0.5, 0.2)).to.be.closeTo(0.6, 1e-12);
    expect(cosine(1, 0.01)).to.be.closeTo(0.01, 1e-12);
  });

  it("pruning is fast at first and ends exactly", () => {
    expect(cubic(0)).to.equal(0);
    expect(cubic(0.5)).to.equal(0.875);
    expect(cubic(1)).to.equal(1);
  });
});

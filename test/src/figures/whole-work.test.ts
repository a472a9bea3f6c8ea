import { expect } from "chai";
import { QUICK } from "../../../src/figures/protocol.js";
import { WholeWork } from "../../../src/figures/whole-work.js";

describe("how far all figures are", () => {
  it("is counted in runs, with the part of the present one that is done", () => {
    const whole = new WholeWork(["6", "8"], QUICK);
    expect(whole.total).to.equal(5);
    whole.begin("6");
    whole.keep();
    whole.tell(0.25);
    expect([whole.done, whole.kept]).to.deep.equal([1.25, 1]);
    whole.tell(1);
    expect([whole.done, whole.kept]).to.deep.equal([2, 1]);
    // A figure that is left out, or made of less than it said, holds nothing up.
    whole.end();
    expect([whole.done, whole.kept]).to.deep.equal([3, 2]);
    whole.begin("8");
    whole.tell(0.5);
    expect([whole.present, whole.done]).to.deep.equal(["8", 3.5]);
  });
});

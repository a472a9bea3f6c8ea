import { expect } from "chai";
import {
  type Agreement,
  disputed,
  errorOf,
  shareOf,
} from "../../../../../../src/viewers/web/pages/recordings/agreement.js";

describe("disputed", () => {
  it("finds the steps that differ by more than is tolerated, in one control or in any", () => {
    const agreement: Agreement = {
      controls: 3,
      actions: new Float32Array(12),
      differences: Float32Array.of(0.125, 0, 1, 0.25, 0, 0, 0.5, 0, 0, 2, 0.75, 0),
    };
    expect(disputed(agreement, { tolerance: 0.25, control: 0 })).to.deep.equal([2, 3]);
    expect(disputed(agreement, { tolerance: 0.25, control: 2 })).to.deep.equal([0]);
    expect(disputed(agreement, { tolerance: 0.25 })).to.deep.equal([0, 2, 3]);
    expect(shareOf(agreement, { tolerance: 0.25, control: 0 })).to.equal(0.5);
    expect(shareOf(agreement, { tolerance: 2 })).to.equal(1);
    expect(errorOf(agreement, 1)).to.equal(0.1875);
  });
});

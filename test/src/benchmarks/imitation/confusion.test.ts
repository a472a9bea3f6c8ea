import { expect } from "chai";
import { Confusion } from "../../../../src/benchmarks/imitation/confusion.js";

describe("a confusion of actions", () => {
  it("counts equal classes, plainly and with every class as heavy as the others", () => {
    const confusion = Confusion.sum([{ "6|6": 90, "0|6": 5 }, { "0|0": 5 }]);
    expect(confusion.counts).deep.equals({ "6|6": 90, "0|6": 5, "0|0": 5 });
    expect(confusion.agreement).equals(0.95);
    expect(confusion.balanced).equals(0.75);
  });
});

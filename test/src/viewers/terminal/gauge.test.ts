import { expect } from "chai";
import { balance, bar } from "../../../../src/viewers/terminal/gauge.js";

describe("gauges in the terminal", () => {
  it("fill from the left", () => {
    expect(bar(0)).to.equal("░░░░░░░░░░░░");
    expect(bar(0.5)).to.equal("██████░░░░░░");
    expect(bar(1)).to.equal("████████████");
  });

  it("fill from the middle", () => {
    expect(balance(0)).to.equal("░░░░░░│░░░░░░");
    expect(balance(-1)).to.equal("██████│░░░░░░");
    expect(balance(0.5)).to.equal("░░░░░░│███░░░");
  });
});

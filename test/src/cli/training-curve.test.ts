import { expect } from "chai";
import { formatCurve } from "../../../src/cli/training-curve.js";
import type { EpochRecord } from "../../../src/training/progress.js";

describe("training curve", () => {
  const curve: EpochRecord[] = [
    { stage: "dense", epoch: 1, epochs: 1, zeros: [0, 0], rate: 0.1, loss: 0.5 },
    {
      ...{ stage: "ternary", epoch: 2, epochs: 3, zeros: [5, 40], rate: 0.01, loss: 0.25, accuracy: 0.9 },
      validation: { loss: 0.125, accuracy: 0.95 },
    },
  ];

  it("is a table with a line an epoch", () => {
    expect(formatCurve(curve, 60).split("\n")).to.deep.equal([
      "step     epoch  zeros   loss    validation  accuracy  validation",
      "dense    1/1    0.0 %   0.5000  –           –         –",
      "ternary  2/3    75.0 %  0.2500  0.1250      90.0 %    95.0 %",
    ]);
  });

  it("leaves out accuracies where outputs are numbers", () => {
    expect(formatCurve(curve.slice(0, 1), 60).split("\n")[0]).to.equal(
      "step   epoch  zeros  loss    validation",
    );
  });
});

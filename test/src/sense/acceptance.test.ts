import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { annealing, greedy } from "../../../src/sense/acceptance.js";

describe("acceptance", () => {
  it("greedy takes nothing that is worse", () => {
    expect(greedy.tolerance(0, new Random(0))).to.equal(0);
  });

  it("annealing draws tolerances whose mean is the temperature, which falls with the square of what is left", () => {
    const random = new Random(0);
    const mean = (progress: number) => {
      const draws = Array.from({ length: 20_000 }, () => annealing(2).tolerance(progress, random));
      expect(Math.min(...draws)).to.be.at.least(0);
      return draws.reduce((sum, draw) => sum + draw, 0) / draws.length;
    };
    expect(mean(0)).to.be.closeTo(2, 0.05);
    expect(mean(0.5)).to.be.closeTo(0.5, 0.02);
    expect(mean(1)).to.equal(0);
  });
});

import { expect } from "chai";
import { drawScore, formatReward } from "../../../../../envs/box2d/car-racing/rendering/score.js";

describe("score", () => {
  it("is printed as Python's :04.0f", () => {
    const printed: [number, string][] = [
      [0, "0000"],
      [-0, "-000"],
      [-0.4, "-000"],
      [0.5, "0000"],
      [1.5, "0002"],
      [2.5, "0002"],
      [-2.5, "-002"],
      [6.299999, "0006"],
      [-99.7, "-100"],
      [999.5, "1000"],
      [1000.5, "1000"],
      [-1234.4, "-1234"],
    ];
    expect(printed.map(([reward]) => formatReward(reward))).to.deep.equal(printed.map(([, text]) => text));
  });

  for (const [pictures, expectedTop, expectedHeight] of [
    ["pygame-ce", 727, 46],
    ["pygame", 729, 42],
  ] as const) {
    it(`stands centred at (60, 750), white on black, with ${pictures}`, () => {
      const { left, top, width, height, levels } = drawScore(938.2, pictures);
      expect(left + Math.floor(width / 2)).to.equal(60);
      expect([top, height, levels.length]).to.deep.equal([expectedTop, expectedHeight, height * width]);
      expect(Math.max(...levels)).to.equal(255);
      expect(levels[0]).to.equal(0);
      expect(drawScore(938.4, pictures)).to.equal(drawScore(938.2, pictures));
    });
  }
});

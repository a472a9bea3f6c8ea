import { expect } from "chai";
import { ACTION_CLASSES } from "../../../../src/adapters/car-racing/action-class.js";
import { Confusion } from "../../../../src/benchmarks/imitation/confusion.js";

describe("a confusion of drivers", () => {
  /** Left without pedals is class 0, straight with gas 6, right with the brake 9. */
  const counts = (...cells: [expert: number, driver: number, count: number][]) => {
    const all = new Array<number>(ACTION_CLASSES ** 2).fill(0);
    for (const [expert, driver, count] of cells) all[expert * ACTION_CLASSES + driver] = count;
    return all;
  };

  it("counts equal classes, plainly and with every class as heavy as the others", () => {
    const confusion = Confusion.sum([counts([6, 6, 90], [0, 6, 5]), counts([0, 0, 5])]);
    expect(confusion.agreement).equals(0.95);
    expect(confusion.balanced).equals(0.75);
  });

  it("sees left, straight and right whatever the pedals do", () => {
    const confusion = new Confusion(counts([0, 3, 7], [6, 4, 2], [9, 1, 4]));
    expect(confusion.steering).deep.equals([
      [7, 0, 0],
      [0, 2, 0],
      [4, 0, 0],
    ]);
  });
});

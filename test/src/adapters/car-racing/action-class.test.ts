import { expect } from "chai";
import { ACTION_CLASSES, actionClass } from "../../../../src/adapters/car-racing/action-class.js";

describe("actionClass", () => {
  it("knows twelve classes of actions", () => {
    const classes = new Set<number>();
    for (const steer of [-1, 0, 1]) {
      for (const gas of [0, 1]) for (const brake of [0, 1]) classes.add(actionClass([steer, gas, brake]));
    }
    expect([...classes].sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: ACTION_CLASSES }, (_, i) => i),
    );
  });
});

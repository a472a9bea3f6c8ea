import { expect } from "chai";
import { shrink } from "../../../src/viewers/shrink.js";

const grey = (width: number, height: number, values: number[]) => ({
  width,
  height,
  data: Uint8Array.from(values.flatMap((value) => [value, value, value])),
});

describe("shrink", () => {
  it("takes the mean of the pixels under each new one", () => {
    const small = shrink(grey(4, 2, [0, 10, 100, 100, 20, 30, 100, 104]), 2, 1);
    expect(small).to.deep.equal(grey(2, 1, [15, 101]));
  });

  it("uses every pixel where the sizes do not divide", () => {
    expect(shrink(grey(5, 1, [10, 20, 30, 40, 50]), 2, 1)).to.deep.equal(grey(2, 1, [15, 40]));
  });

  it("repeats pixels to grow", () => {
    expect(shrink(grey(2, 1, [1, 2]), 4, 1)).to.deep.equal(grey(4, 1, [1, 1, 2, 2]));
  });
});

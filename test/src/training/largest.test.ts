import { expect } from "chai";
import { Random } from "../../../envs/random.js";
import { markLargest } from "../../../src/training/largest.js";

/** By sorting; of equal magnitudes the first come first. */
function naive(values: Float32Array, count: number): Uint8Array {
  const order = [...values.keys()].sort((a, b) => Math.abs(values[b]) - Math.abs(values[a]) || a - b);
  const marks = new Uint8Array(values.length);
  for (const index of order.slice(0, count)) marks[index] = 1;
  return marks;
}

describe("markLargest", () => {
  it("agrees with sorting, also where values tie, at every count", () => {
    const random = new Random(1);
    for (let round = 0; round < 60; round++) {
      const length = 1 + random.integers(200);
      // Few different values, zeros and signs: ties everywhere. Or many, over 60 powers of ten.
      const values = Float32Array.from({ length }, () =>
        round % 2 === 0
          ? 0.25 * (random.integers(9) - 4)
          : random.uniform(-1, 1) * 10 ** random.uniform(-30, 30),
      );
      const marks = new Uint8Array(length);
      for (const count of [0, 1, length >> 1, random.integers(length + 1), length]) {
        markLargest(values, count, marks);
        expect(marks).to.deep.equal(naive(values, count));
      }
    }
  });

  it("reads a view that does not begin its buffer", () => {
    const values = Float32Array.of(9, 9, 1, -3, 2).subarray(2);
    const marks = new Uint8Array(3);
    markLargest(values, 2, marks);
    expect([...marks]).to.deep.equal([0, 1, 1]);
  });

  it("refuses more than there are", () => {
    expect(() => markLargest(new Float32Array(3), 4, new Uint8Array(3))).to.throw(RangeError, "4 of 3");
  });
});

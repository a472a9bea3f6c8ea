import { expect } from "chai";
import { fusedMultiplyAdd } from "../../../envs/libm/fused-multiply-add.js";

describe("fusedMultiplyAdd", () => {
  it("rounds once", () => {
    const tiny = 2 ** -52;
    expect(fusedMultiplyAdd(1 + tiny, 1 - tiny, -1)).equal(-(tiny ** 2));
    expect(fusedMultiplyAdd(3, 5, 7)).equal(22);
    // Exactly between two doubles but for the last product: 1 + 2^-53 + 2^-120.
    expect(fusedMultiplyAdd(2 ** -60, 2 ** -60, 1 + 2 ** -53)).equal(1);
    expect(fusedMultiplyAdd(2 ** -53, 1 + 2 ** -50, 1)).equal(1 + tiny);
  });

  it("agrees with integers of any size", () => {
    let state = 1;
    const random = () => {
      state = (state * 48271) % 0x7fffffff;
      return Math.floor((state / 0x7fffffff) * 2 ** 52) - 2 ** 51;
    };
    for (let i = 0; i < 2000; i++) {
      const [a, b, c] = [random(), random(), random() * 2 ** (i % 60)];
      expect(fusedMultiplyAdd(a, b, c)).equal(Number(BigInt(a) * BigInt(b) + BigInt(c)));
    }
  });
});

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { fusedMultiplyAdd } from "../../../../envs/classic-control/cart-pole/fused-multiply-add.js";
import { LARGEST_ANGLE, sinCos } from "../../../../envs/classic-control/cart-pole/sin-cos.js";

describe("sinCos", () => {
  it("is equal to the C library's", () => {
    const path = join(import.meta.dirname, "../../../../../test/golden/cart-pole/sin-cos.json");
    const bytes = Uint8Array.from(Buffer.from(JSON.parse(readFileSync(path, "utf8")), "base64"));
    const values = new Float64Array(bytes.buffer);
    const count = values.length / 3;
    let differentFromMath = 0;
    for (let i = 0; i < count; i++) {
      const { sin, cos } = sinCos(values[i]!);
      expect(sin).equal(values[count + i]);
      expect(cos).equal(values[2 * count + i]);
      if (Math.sin(values[i]!) !== sin || Math.cos(values[i]!) !== cos) differentFromMath++;
    }
    // The reason for having it.
    expect(differentFromMath).greaterThan(0);
  });

  it("is odd and even, exact at zero, and continues beyond its range", () => {
    expect(sinCos(0)).deep.equal({ sin: 0, cos: 1 });
    for (const angle of [1e-9, 0.1, 0.126, 0.5, LARGEST_ANGLE, 1, 4]) {
      const { sin, cos } = sinCos(angle);
      expect(sin).closeTo(Math.sin(angle), 1e-15);
      expect(sinCos(-angle)).deep.equal({ sin: -sin, cos });
    }
  });
});

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

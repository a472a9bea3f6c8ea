import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Random } from "../../envs/random.js";

interface Golden {
  readonly seed: string;
  readonly uniform: number[];
  readonly integers3: number[];
  readonly uniform_lo_hi: number[];
  readonly integers_big: number[];
}

const golden: Golden[] = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../test/golden/car-racing/rng.json"), "utf8"),
);

describe("Random", () => {
  for (const expected of golden) {
    it(`draws numpy's numbers for seed ${expected.seed}`, () => {
      const random = new Random(BigInt(expected.seed));
      const draw = <T>(like: readonly T[], next: () => T) => like.map(() => next());
      expect(draw(expected.uniform, () => random.random())).to.deep.equal(expected.uniform);
      expect(draw(expected.integers3, () => random.integers(3))).to.deep.equal(expected.integers3);
      expect(draw(expected.uniform_lo_hi, () => random.uniform(50, 150))).to.deep.equal(
        expected.uniform_lo_hi,
      );
      expect(draw(expected.integers_big, () => random.integers(2 ** 31))).to.deep.equal(
        expected.integers_big,
      );
    });
  }

  it("keeps the unused half of an output for the next integer, and rejects as numpy does", () => {
    // numpy.random.default_rng(3), in this order.
    const random = new Random(3);
    const draws = (count: number, low: number, high: number) =>
      Array.from({ length: count }, () => random.integers(low, high));
    expect(draws(2, 0, 2 ** 31)).to.deep.equal([1742692732, 183930185]);
    expect(draws(2, -5, 2 ** 32 - 5)).to.deep.equal([770692080, 1017093376]);
    expect(draws(5, 0, 7)).to.deep.equal([1, 5, 6, 4, 0]);
    expect(random.random()).to.equal(0.4331269402364738);
    expect(draws(10, 0, 2 ** 31 + 2 ** 30)).to.deep.equal([
      2001114985, 1543132243, 852942552, 514555060, 2227209829, 2366238630, 105296063, 1456401909, 1260234212,
      2859884529,
    ]);
    expect(random.random()).to.equal(0.4306280204141778);
  });

  it("gives equal sequences for equal seeds as number and bigint, and other ones without a seed", () => {
    const [a, b] = [new Random(42), new Random(42n)];
    for (let i = 0; i < 100; i++) expect(a.random()).to.equal(b.random());
    expect(new Random().random()).not.to.equal(new Random().random());
  });

  it("draws nothing for a range of one", () => {
    const random = new Random(0);
    expect(random.integers(7, 8)).to.equal(7);
    expect(random.random()).to.equal(golden[0].uniform[0]);
  });

  it("refuses seeds and ranges it cannot honour", () => {
    expect(() => new Random(-1)).to.throw(RangeError, "expected a seed");
    expect(() => new Random(1.5)).to.throw(RangeError, "got 1.5");
    expect(() => new Random(-1n)).to.throw(RangeError, "got -1");
    expect(() => new Random("3" as never)).to.throw(RangeError, 'got "3"');
    expect(() => new Random(null as never)).to.throw(RangeError, "got null");
    expect(() => new Random(2 ** 60)).to.throw(RangeError, "safe integer");
    expect(() => new Random(0).integers(0)).to.throw(RangeError, "low < high");
    expect(() => new Random(0).integers(0.5)).to.throw(RangeError, "integer bounds");
    expect(() => new Random(0).integers(0, 2 ** 33)).to.throw(RangeError, "2^32 apart");
    expect(() => new Random(0).uniform(1, 0)).to.throw(RangeError, "low ≤ high");
    expect(() => new Random(0).uniform(-1e308, 1e308)).to.throw(RangeError, "a finite range");
    expect(() => new Random(0).uniform(Number.NaN, 0)).to.throw(RangeError, "low ≤ high");
  });
});

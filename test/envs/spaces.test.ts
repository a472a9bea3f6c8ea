import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { Box, Discrete, MultiDiscrete, type Space } from "../../envs/spaces.js";

type Samples = readonly (readonly number[])[];
const path = join(import.meta.dirname, "../../../test/golden/spaces/samples.json");
const golden: Record<string, Samples> = JSON.parse(readFileSync(path, "utf8"));

const spaces: Record<string, Space<ArrayLike<number> | number>> = {
  "box-float32": new Box({ low: [-1, 0, 0], high: [1, 1, 1], dtype: "float32" }),
  "box-float64": new Box({ low: -3, high: 5, shape: [2, 3], dtype: "float64" }),
  "box-uint8": new Box({ low: 0, high: 255, shape: [2, 2, 3], dtype: "uint8" }),
  discrete: new Discrete(5, { start: -2 }),
  "multi-discrete": new MultiDiscrete([2, 5, 100]),
};

describe("spaces", () => {
  for (const [name, space] of Object.entries(spaces)) {
    it(`${name}: samples what Gymnasium samples, and contains it`, () => {
      space.seed(7);
      for (const expected of golden[name]!) {
        const sample = space.sample();
        expect(typeof sample === "number" ? [sample] : Array.from(sample)).deep.equal(expected);
        expect(space.contains(sample)).equal(true);
      }
    });
  }

  it("sample without a seed, differently each time", () => {
    const draw = () => new Box({ low: 0, high: 1, shape: [4], dtype: "float64" }).sample().join();
    expect(draw()).not.equal(draw());
  });
});

describe("Box", () => {
  const box = new Box({ low: [-1, 0], high: [1, 0.1], dtype: "float32" });

  it("takes typed arrays of its type and lists of numbers", () => {
    expect(box.contains(new Float32Array([0.5, 0.1]))).equal(true);
    expect(box.contains([0.5, 0.1])).equal(true);
    for (const wrong of [[0.5], [0.5, 0.11], [Number.NaN, 0], [0.5, "0"], new Float64Array(2), "01", null]) {
      expect(box.contains(wrong), String(wrong)).equal(false);
    }
  });

  it("takes whole numbers only where the type is an integer", () => {
    const bytes = new Box({ low: 0, high: 255, shape: [2], dtype: "uint8" });
    expect(bytes.contains([0, 255])).equal(true);
    expect(bytes.contains([0, 1.5])).equal(false);
    expect(bytes.contains([0, 256])).equal(false);
  });

  it("tells numbers beyond the bounds from what is no element at all", () => {
    for (const numbers of [[0.5, 0.11], new Float32Array([-7, 9])])
      expect(box.holdsNumbers(numbers)).equal(true);
    for (const wrong of [
      [0.5],
      [Infinity, 0],
      [1e39, 0],
      [Number.NaN, 0],
      ["0", 0],
      new Float64Array(2),
      3,
    ]) {
      expect(box.holdsNumbers(wrong), String(wrong)).equal(false);
    }
    const bytes = new Box({ low: 1, high: 9, shape: [2], dtype: "uint8" });
    expect(bytes.holdsNumbers([0, 255])).equal(true);
    for (const wrong of [
      [0, 256],
      [-1, 0],
      [0.5, 0],
    ])
      expect(bytes.holdsNumbers(wrong)).equal(false);
  });

  it("samples inside whatever bounds there are", () => {
    const low = [-Infinity, -Infinity, 2, 0];
    const partly = new Box({ low, high: [Infinity, -3, Infinity, 1], dtype: "float64" });
    expect(partly.isBounded).equal(false);
    partly.seed(0);
    for (let i = 0; i < 100; i++) expect(partly.contains(partly.sample())).equal(true);
  });

  it("refuses bounds that make no sense", () => {
    const make = (low: number | number[], high: number | number[], shape?: number[]) => () =>
      new Box({ low, high, shape, dtype: "uint8" });
    expect(make([0, 2], [1, 1])).throws(RangeError, "expected low ≤ high, got 2 and 1 at index 1");
    expect(make(-1, 1)).throws(RangeError, "expected low to be in the range of uint8, got -1");
    expect(make(0, Infinity)).throws(RangeError, "expected high to be in the range of uint8, got Infinity");
    expect(make([0, 0], 1, [3])).throws(RangeError, "expected 3 values of low, got 2");
    expect(make(0, 1, [1.5])).throws(RangeError, "expected a shape of integers");
    expect(() => new Box({ low: Number.NaN, high: 1, dtype: "float32" })).throws(RangeError, "NaN");
  });

  it("is equal to a box with the same elements, and describes itself", () => {
    expect(box.equals(new Box({ low: [-1, 0], high: [1, 0.1], dtype: "float32" }))).equal(true);
    expect(box.equals(new Box({ low: [-1, 0], high: [1, 0.1], dtype: "float64" }))).equal(false);
    expect(String(new Box({ low: 0, high: 255, shape: [96, 96, 3], dtype: "uint8" }))).equal(
      "Box(0, 255, [96, 96, 3], uint8)",
    );
  });
});

describe("Discrete", () => {
  const space = new Discrete(3, { start: 5, names: ["left", "right", "gas"] });

  it("contains its integers only", () => {
    expect([5, 6, 7].every((value) => space.contains(value))).equal(true);
    for (const wrong of [4, 8, 5.5, "5", undefined]) expect(space.contains(wrong)).equal(false);
  });

  it("names its elements", () => {
    expect(space.named("right")).equal(6);
    expect(space.nameOf(7)).equal("gas");
    expect(() => space.named("brake" as "gas")).throws(RangeError, "left, right, gas");
  });

  it("refuses counts and names that do not fit", () => {
    expect(() => new Discrete(0)).throws(RangeError, "expected n");
    expect(() => new Discrete(2, { names: ["a"] })).throws(RangeError, "expected 2 different names");
    expect(() => new Discrete(2, { names: ["a", "a"] })).throws(RangeError, "expected 2 different names");
  });
});

describe("MultiDiscrete", () => {
  it("contains lists of its integers only", () => {
    const space = new MultiDiscrete([2, 3], [0, 10]);
    expect(space.contains([1, 12])).equal(true);
    expect(space.contains(new Int32Array([0, 10]))).equal(true);
    for (const wrong of [[1], [2, 10], [0, 9], [0.5, 10], "1"]) expect(space.contains(wrong)).equal(false);
    expect(String(space)).equal("MultiDiscrete([2, 3], start=[0, 10])");
  });
});

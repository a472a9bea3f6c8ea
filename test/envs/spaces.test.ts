import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  Box,
  Dict,
  Discrete,
  type DType,
  flatDim,
  flatten,
  flattenSpace,
  MultiBinary,
  MultiDiscrete,
  OneOf,
  type SampleOptions,
  Sequence,
  type Space,
  Text,
  Tuple,
  unflatten,
} from "../../envs/spaces.js";

type Samples = readonly unknown[];
const golden = (file: string) =>
  JSON.parse(readFileSync(join(import.meta.dirname, "../../../test/golden/spaces", file), "utf8"));
/** A list with nothing at index 1. */
const withHole = Object.assign(new Array<number>(3), { 0: 0, 2: 1 });
const recorded: Record<string, Samples> = golden("samples.json");
const { flat, dtypes }: { flat: Record<string, Samples>; dtypes: Record<string, string> } =
  golden("flat.json");

const range = (low: number, high: number, length: number, dtype: DType) =>
  new Box({ low, high, shape: [length], dtype });
const composed = new Dict({
  b: range(-1, 1, 2, "float32"),
  a: new Tuple([new Discrete(3), new MultiBinary(5)]),
});

const spaces: Record<string, Space> = {
  "box-float32": new Box({ low: [-1, 0, 0], high: [1, 1, 1], dtype: "float32" }),
  "box-float64": new Box({ low: -3, high: 5, shape: [2, 3], dtype: "float64" }),
  "box-uint8": new Box({ low: 0, high: 255, shape: [2, 2, 3], dtype: "uint8" }),
  "box-int8": range(-128, 127, 6, "int8"),
  "box-uint16": range(0, 65535, 4, "uint16"),
  "box-int16": range(-300, 300, 4, "int16"),
  "box-uint32": range(0, 2 ** 32 - 1, 4, "uint32"),
  "box-int32": range(-(2 ** 31), 2 ** 31 - 1, 4, "int32"),
  "box-int64": range(-(2 ** 50), 2 ** 50, 4, "int64"),
  "box-unbounded": new Box({
    low: [-Infinity, -Infinity, 2, 0],
    high: [Infinity, -3, Infinity, 1],
    dtype: "float64",
  }),
  discrete: new Discrete(5, { start: -2 }),
  "multi-discrete": new MultiDiscrete([2, 5, 100]),
  "multi-binary": new MultiBinary([3, 3]),
  text: new Text({ maxLength: 12 }),
  sequence: new Sequence(new Discrete(10)),
  "one-of": new OneOf([new Discrete(3), range(0, 1, 2, "float64")]),
  dict: composed,
  "many-normal": range(-Infinity, Infinity, 4000, "float64"),
  "many-exponential": range(0, Infinity, 4000, "float64"),
};

const restricted: Record<string, [space: Space, options: SampleOptions]> = {
  "discrete-mask": [new Discrete(5, { start: 2 }), { mask: [false, true, false, true, true] }],
  "discrete-probability": [new Discrete(4), { probability: [0.1, 0.2, 0, 0.7] }],
  "multi-discrete-mask": [
    new MultiDiscrete([2, 3]),
    {
      mask: [
        [0, 1],
        [1, 0, 1],
      ],
    },
  ],
  "multi-discrete-probability": [
    new MultiDiscrete([2, 3]),
    {
      probability: [
        [0.5, 0.5],
        [0.2, 0.2, 0.6],
      ],
    },
  ],
  "multi-binary-mask": [new MultiBinary(4), { mask: Int8Array.of(0, 1, 2, 2) }],
  "multi-binary-probability": [new MultiBinary(4), { probability: [0, 1, 0.5, 0.1] }],
  "text-mask": [new Text({ maxLength: 6, charset: "abcd" }), { mask: [undefined, [1, 0, 1, 1]] }],
  "text-length": [new Text({ maxLength: 6, charset: "abcd" }), { mask: [4] }],
  "sequence-mask": [
    new Sequence(new Discrete(3)),
    {
      mask: [
        [2, 5],
        [1, 0, 1],
      ],
    },
  ],
  "dict-mask": [composed, { mask: { a: [[1, 0, 1], undefined], b: undefined } }],
};

/** Typed arrays as lists. */
function plain(value: unknown): unknown {
  if (ArrayBuffer.isView(value)) return Array.from(value as Uint8Array);
  if (Array.isArray(value)) return value.map(plain);
  if (typeof value !== "object" || value === null) return value;
  return Object.fromEntries(Object.entries(value).map(([name, part]) => [name, plain(part)]));
}

describe("spaces", () => {
  for (const [name, space] of Object.entries(spaces)) {
    it(`${name}: samples what Gymnasium samples, and contains it`, () => {
      space.seed(7);
      for (const expected of recorded[name]) {
        const sample = space.sample();
        expect(plain(sample)).deep.equal(expected);
        expect(space.contains(sample)).equal(true);
      }
    });
  }

  for (const [name, [space, options]] of Object.entries(restricted)) {
    it(`${name}: samples what Gymnasium samples`, () => {
      space.seed(7);
      for (const expected of recorded[name]) expect(plain(space.sample(options))).deep.equal(expected);
    });
  }

  for (const [name, expected] of Object.entries(flat)) {
    it(`${name}: is flattened as by Gymnasium, and back`, () => {
      const space = spaces[name];
      space.seed(7);
      for (const one of expected) {
        const sample = space.sample();
        const array = flatten(space, sample);
        expect(plain(array)).deep.equal(one);
        expect(flattenSpace(space).contains(array)).equal(true);
        expect(unflatten(space, array)).deep.equal(sample);
        if (dtypes[name]) {
          expect((flattenSpace(space) as Box).dtype).equal(dtypes[name]);
          expect((array as Float64Array).length).equal(flatDim(space));
        }
      }
    });
  }

  it("refuse a mask that stands where the options do: Gymnasium's sample(mask) would draw without it", () => {
    for (const [name, space] of Object.entries(spaces)) {
      for (const mask of [[1, 0, 0], Int8Array.of(1, 0, 0), "mask", { masc: [1, 0, 0] }, null]) {
        expect(() => space.sample(mask as SampleOptions), `${name} ${mask}`).throws(TypeError, "sample");
      }
    }
  });

  it("refuse what is no list or no object of options, instead of going on without it", () => {
    const no = (value: unknown) => value as never;
    for (const value of [5, "3", null, true, () => 1]) {
      for (const make of [
        () => new Box(no(value)),
        () => new Box({ low: 0, high: 1, shape: no(value), dtype: "uint8" }),
        () => new Discrete(3, no(value)),
        () => new Discrete(3, { names: no(value) }),
        () => new MultiDiscrete(no(value)),
        () => new MultiDiscrete([3], no(value)),
        () => new MultiDiscrete([3], [0], no(value)),
        () => new Text(no(value)),
        () => new Tuple(no(value)),
        () => new OneOf(no(value)),
        () => new Dict(no(value)),
        () => unflatten(new Sequence(new Discrete(2)), no(value)),
      ]) {
        expect(make, `${make} ${value}`).throws(/expected/);
      }
    }
    expect(() => new MultiBinary(no("3"))).throws(TypeError, "expected shape to be a list");
    expect(() => new Discrete(3, no({ begin: 1 }))).throws(TypeError, "options start, names; got begin");
    expect(() => new Text(no({ maxLength: 3, characters: "ab" }))).throws(TypeError, "got characters");
    expect(() => new MultiDiscrete([3], [0], ["3"] as never)).throws(RangeError, "expected a shape");
  });

  it("refuse masks that leave nothing, of another length, or beside probabilities", () => {
    const refused: [space: Space, options: SampleOptions, message: string][] = [
      [new Discrete(2), { mask: [false, false] }, "at least one true"],
      [new Discrete(2), { mask: [true] }, "expected a mask of 2 values"],
      [new Discrete(2), { mask: [1, 7] }, "expected a mask of 2 values"],
      [new Discrete(2), { mask: "10" }, "expected a mask of 2 values"],
      [new Discrete(2), { probability: [0.5, 0.6] }, "sum to 1"],
      [new Discrete(2), { probability: [-1, 2] }, "from 0 to 1"],
      [new Discrete(2), { mask: [1, 1], probability: [0, 1] }, "got both"],
      [new MultiDiscrete([2]), { mask: [[0, 0]] }, "at least one true"],
      [new MultiBinary(2), { mask: [3, 0] }, "expected a mask of 2 values"],
      [new Text({ maxLength: 3, charset: "ab" }), { mask: [1, [0, 0]] }, "at least one true"],
      [new Text({ maxLength: 3 }), { mask: [4] }, "a length from 1 to 3"],
      [new Sequence(new Discrete(2)), { mask: [-1] }, "lengths that are integers"],
      [new Tuple([new Discrete(2)]), { mask: [] }, "expected 1 masks"],
      [composed, { mask: { a: undefined } }, "expected a mask with a, b"],
      [new OneOf([new Discrete(2)]), { mask: [] }, "expected 1 masks"],
      [spaces["box-uint8"], { mask: [1] }, "expected no mask"],
    ];
    for (const [space, options, message] of refused) expect(() => space.sample(options)).throws(message);
  });

  it("contain only their own, and are equal to their like", () => {
    const others: unknown[] = [
      undefined,
      null,
      "é",
      1.5,
      [],
      {},
      withHole,
      { a: 0, b: 0 },
      [0, "1"],
      () => 0,
    ];
    for (const space of [
      new MultiBinary(3),
      new Text({ maxLength: 3, charset: "ab" }),
      composed,
      new Sequence(new Discrete(1)),
      new OneOf([new Discrete(2)]),
    ]) {
      for (const other of others) {
        if (space instanceof Sequence && Array.isArray(other) && other.length === 0) continue;
        expect(space.contains(other), `${space} ${String(other)}`).equal(false);
      }
      expect(space.equals(space)).equal(true);
      expect(space.equals(new Discrete(3))).equal(false);
    }
    expect(composed.toString()).equal(
      'Dict("a": Tuple(Discrete(3), MultiBinary(5)), "b": Box(-1, 1, [2], float32))',
    );
  });

  it("flatten nothing that is no element, and back nothing that is none", () => {
    expect(() => flatten(new Discrete(2), 2)).throws(RangeError, "expected an element of Discrete(2), got 2");
    expect(() => unflatten(new Discrete(2), Float32Array.of(0, 0))).throws(RangeError, "a one among zeros");
    expect(() => unflatten(new Discrete(2), Float32Array.of(1))).throws(RangeError, "expected 2 numbers");
    expect(() => flatDim(new Sequence(new Discrete(2)))).throws(TypeError, "one length");
  });

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

  it("refuses bounds that are no numbers: holes, texts, none", () => {
    for (const low of [
      withHole,
      [0, "0", 1],
      [0, undefined, 1],
      [0, Number.NaN, 1],
      "000",
      null,
      undefined,
      {},
    ]) {
      const bounds = { low: low as number[], high: 2, shape: [3] };
      expect(() => new Box({ ...bounds, dtype: "float32" }), String(low)).throws(RangeError, "expected");
      expect(() => new Box({ low: -2, high: low as number[], shape: [3], dtype: "float64" })).throws(
        RangeError,
      );
    }
    expect(() => new Box({ low: Infinity, high: Infinity, dtype: "float32" })).throws(
      RangeError,
      "low ≤ high",
    );
    expect(() => new Box({ low: 0, high: 2 ** 53, dtype: "int64" })).throws(RangeError, "range of int64");
    expect(() => new Box({ low: 0.5, high: 1, dtype: "int16" })).throws(RangeError, "range of int16");
    expect(() => new Box({ low: 0, high: 1, dtype: "toString" as "int8" })).throws(RangeError, "dtype");
  });

  it("samples between the largest bounds", () => {
    for (const [most, dtype] of [
      [Number.MAX_VALUE, "float64"],
      [3.4028234663852886e38, "float32"],
      [Number.MAX_SAFE_INTEGER, "int64"],
    ] as const) {
      const huge = new Box({ low: -most, high: most, shape: [50], dtype });
      huge.seed(3);
      const sample = huge.sample();
      expect(huge.contains(sample)).equal(true);
      expect(new Set(sample).size).equal(50);
      expect(Math.min(...sample)).lessThan(-most / 2);
      expect(Math.max(...sample)).greaterThan(most / 2);
    }
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
    expect(() => new Discrete(3, { start: Number.MAX_SAFE_INTEGER })).throws(RangeError, "expected start");
    expect(() => new Discrete(2, { names: ["a"] })).throws(RangeError, "expected 2 different names");
    expect(() => new Discrete(2, { names: ["a", "a"] })).throws(RangeError, "expected 2 different names");
  });
});

describe("MultiDiscrete", () => {
  it("keeps integers that 32 bits do not hold", () => {
    const space = new MultiDiscrete([3, 2 ** 32], [2 ** 40, -5]);
    space.seed(1);
    const sample = space.sample();
    expect(sample[0]).at.least(2 ** 40);
    expect(space.contains(sample)).equal(true);
    expect(() => new MultiDiscrete(withHole)).throws(RangeError, "expected counts");
  });

  it("contains lists of its integers only", () => {
    const space = new MultiDiscrete([2, 3], [0, 10]);
    expect(space.contains([1, 12])).equal(true);
    expect(space.contains(new Int32Array([0, 10]))).equal(true);
    for (const wrong of [[1], [2, 10], [0, 9], [0.5, 10], "1"]) expect(space.contains(wrong)).equal(false);
    expect(String(space)).equal("MultiDiscrete([2, 3], start=[0, 10])");
  });
});

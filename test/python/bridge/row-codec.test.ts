import { expect } from "chai";
import {
  Box,
  Dict,
  Discrete,
  MultiBinary,
  MultiDiscrete,
  OneOf,
  type Space,
  Tuple,
} from "../../../envs/index.js";
import { describeSpace } from "../../../python/bridge/describe-space.js";
import { RowCodec } from "../../../python/bridge/row-codec.js";

const SPACES: readonly Space[] = [
  new Box({ low: -1, high: 1, shape: [2, 3], dtype: "float32" }),
  new Box({ low: -Infinity, high: Infinity, shape: [2], dtype: "float64" }),
  new Box({ low: 0, high: 255, shape: [2, 2, 3], dtype: "uint8" }),
  new Box({ low: -5, high: 5, shape: [3], dtype: "int64" }),
  new Discrete(5, { start: -2 }),
  new MultiDiscrete([3, 2, 7]),
  new MultiBinary([2, 3]),
  new Tuple([new Discrete(32), new Discrete(11), new Discrete(2)]),
  new Dict({
    b: new Box({ low: 0, high: 1, shape: [4], dtype: "float32" }),
    a: new Tuple([new Discrete(3)]),
  }),
];

describe("the elements of spaces on their way to Python", () => {
  for (const space of SPACES) {
    it(`come back as they were: ${space}`, () => {
      const codec = new RowCodec(space);
      space.seed(1);
      const elements = Array.from({ length: 5 }, () => space.sample());
      const parts = codec.encode(elements);
      expect(parts.map((rows) => rows.map(({ length }) => length))).to.deep.equal(
        codec.sizes.map((size) => new Array(5).fill(size)),
      );
      const decoded = codec.decode(Buffer.concat(parts.flat()), 5);
      decoded.forEach((element, i) => {
        expect(space.contains(element)).to.equal(true);
        expect(plain(element)).to.deep.equal(plain(elements[i]));
      });
    });
  }

  it("are described by the kinds that Gymnasium has", () => {
    expect(SPACES.map((space) => describeSpace(space).kind)).to.deep.equal([
      "Box",
      "Box",
      "Box",
      "Box",
      "Discrete",
      "MultiDiscrete",
      "MultiBinary",
      "Tuple",
      "Dict",
    ]);
  });

  it("must have a fixed size", () => {
    const space = new OneOf([new Discrete(2), new Discrete(3)]);
    expect(() => describeSpace(space)).to.throw(TypeError, "OneOf");
    expect(() => new RowCodec(space)).to.throw(TypeError, "OneOf");
  });
});

/** An element with lists for arrays, whatever their type. */
function plain(element: unknown): unknown {
  if (ArrayBuffer.isView(element)) return Array.from(element as unknown as ArrayLike<unknown>, Number);
  if (Array.isArray(element)) return element.map(plain);
  if (typeof element !== "object" || element === null) return element;
  return Object.fromEntries(Object.entries(element).map(([key, value]) => [key, plain(value)]));
}

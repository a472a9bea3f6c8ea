import { expect } from "chai";
import fc from "fast-check";
import { INFO_NUMBERS, InfoShape } from "../../../envs/vector/info-shape.js";

const member = fc.oneof(
  fc.double(),
  fc.constantFrom(undefined, null, false, true),
  fc.array(fc.double(), { maxLength: 5 }),
);
const name = fc.string({ maxLength: 4 }).filter((text) => text !== "__proto__");

describe("InfoShape", () => {
  it("gives back an info of numbers, flags and lists, with its members in their order", () => {
    fc.assert(
      fc.property(fc.dictionary(name, member, { maxKeys: 10 }), (given) => {
        // Not without a prototype, as some that fast-check makes.
        const info = { ...given };
        const numbers = new Float64Array(3 * INFO_NUMBERS).fill(7);
        const shape = InfoShape.of(info)!;
        expect(shape.write(info, numbers, INFO_NUMBERS)).equal(true);
        const read = shape.read(numbers, INFO_NUMBERS);
        expect(read).deep.equal(info);
        expect(Object.keys(read)).deep.equal(Object.keys(info));
        expect(numbers.filter((_, i) => Math.floor(i / INFO_NUMBERS) !== 1).every((x) => x === 7)).equal(
          true,
        );
      }),
    );
  });

  it("refuses an info of another shape, and what are not numbers", () => {
    const shape = InfoShape.of({ x: 1, list: [1, 2], done: undefined })!;
    const numbers = new Float64Array(INFO_NUMBERS);
    expect(shape.write({ x: -0, list: [NaN, 2], done: true }, numbers, 0)).equal(true);
    expect(shape.read(numbers, 0)).deep.equal({ x: -0, list: [NaN, 2], done: true });
    for (const other of [
      {},
      { x: 1, list: [1, 2] },
      { list: [1, 2], x: 1, done: undefined },
      { x: "1", list: [1, 2], done: undefined },
      { x: 1, list: [1, 2, 3], done: undefined },
      { x: 1, list: [1, "2"], done: undefined },
      { x: 1, list: [1, 2], done: 0 },
      { x: 1, list: [1, 2], done: false, more: 1 },
    ]) {
      expect(shape.write(other, numbers, 0), JSON.stringify(other)).equal(false);
    }
    for (const info of [
      { x: "text" },
      { x: {} },
      { list: [[1]] },
      { list: new Array(INFO_NUMBERS + 1).fill(0) },
    ]) {
      expect(InfoShape.of(info), JSON.stringify(info)).equal(undefined);
    }
  });
});

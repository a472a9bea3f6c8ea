import { expect } from "chai";
import * as records from "../../../src/kernels/generated/records.js";
import { encodeRecord, encodeTable, type RecordLayout, wordsOf } from "../../../src/kernels/records.js";

describe("records for kernels", () => {
  it("have every field at a multiple of its size, none over another", () => {
    const sizes = { i16: 2, i32: 4, usize: 4, f32: 4 };
    const layouts: RecordLayout[] = Object.values(records);
    expect(layouts).to.have.length.above(10);
    for (const { bytes, fields } of layouts) {
      let end = 0;
      for (const { at, type } of Object.values(fields)) {
        expect(at % sizes[type]).to.equal(0);
        expect(at).to.be.least(end);
        end = at + sizes[type];
      }
      expect(bytes).to.equal(end);
    }
  });

  it("are encoded field by field, whatever the order of the values", () => {
    const values = { result: 8, added: 2, removed: 4294967295, removedSign: -1, addedSign: 1 };
    const words = encodeRecord(records.OutputSwap, values);
    expect([...words]).to.deep.equal([-1, 2, 0x0001ffff, 8]);
    expect([...encodeTable(records.OutputSwap, [values, values])]).to.deep.equal([...words, ...words]);
    expect(wordsOf(records.ClassSwap)).to.deep.include({ added: 1, addedSign: 2, result: 3, from: 4, to: 5 });
  });

  it("keep fractions of 32 bits", () => {
    const values = { kind: 0, outputs: 1, scale: 0.1, targets: 0, targetBytes: 0, terms: 0, beyond: 0 };
    const words = encodeRecord(records.Cost, values);
    expect(new Float32Array(words.buffer)[2]).to.equal(Math.fround(0.1));
  });
});

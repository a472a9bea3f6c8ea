import { expect } from "chai";
import fc from "fast-check";
import { InputError } from "../../../../src/errors.js";
import {
  ACTION_CLASSES,
  actionClass,
  agreement,
  CONTROL,
  checkEncoding,
  decode,
  targetsOf,
} from "../../../../src/tasks/car-racing/encoding.js";

const encoding = { ...CONTROL, outputDivisor: 1000 };

describe("control encoding", () => {
  it("reads steering, gas and brake off three logits", () => {
    expect(Array.from(decode(encoding, [500, 1000, -1000]))).to.deep.equal([0.5, 1, 0]);
    expect(Array.from(decode(encoding, [-2000, 0, 5000]))).to.deep.equal([-1, 0.5, Math.fround(0.8)]);
    expect(Array.from(decode(encoding, [9, 9, 0, -1000, -1000], 2))).to.deep.equal([0, 0, 0]);
  });

  it("leaves a pedal alone that is hardly touched", () => {
    expect(Array.from(decode(encoding, [0, -901, -876]))).to.deep.equal([0, 0, 0]);
    expect(decode(encoding, [0, -899, -874])[1]).to.be.closeTo(0.0505, 1e-7);
  });

  it("gives back the action of its own targets", () => {
    const pedal = (max: number) => fc.double({ min: 0.051, max, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), pedal(1), pedal(0.8), (steer, gas, brake) => {
        const outputs = targetsOf([steer, gas, brake]);
        for (const output of outputs) expect(output).to.be.within(-1, 1);
        const action = decode({ ...encoding, outputDivisor: 1 }, outputs);
        expect(action[0]).to.be.closeTo(steer, 1e-6);
        expect(action[1]).to.be.closeTo(gas, 1e-6);
        expect(action[2]).to.be.closeTo(brake, 1e-6);
      }),
    );
  });

  it("knows twelve classes of actions", () => {
    const classes = new Set<number>();
    for (const steer of [-1, 0, 1]) {
      for (const gas of [0, 1]) for (const brake of [0, 1]) classes.add(actionClass([steer, gas, brake]));
    }
    expect([...classes].sort((a, b) => a - b)).to.deep.equal(
      Array.from({ length: ACTION_CLASSES }, (_, i) => i),
    );
  });

  it("counts the frames on which driver and demonstrator agree", () => {
    const targets = Float32Array.from([targetsOf([0.5, 1, 0]), targetsOf([-0.5, 0, 0])].flat());
    const logits = Int32Array.of(300, 1000, -1000, 300, -1000, -1000);
    expect(agreement(encoding, logits, targets)).to.equal(0.5);
  });

  it("is refused when it is missing, unknown or out of range", () => {
    expect(checkEncoding(encoding)).to.deep.equal(encoding);
    for (const wrong of [
      undefined,
      { kind: "telepathy" },
      { ...encoding, outputDivisor: 0 },
      { ...encoding, more: 1 },
    ]) {
      expect(() => checkEncoding(wrong), JSON.stringify(wrong)).to.throw(InputError);
    }
  });
});

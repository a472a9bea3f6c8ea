import { expect } from "chai";
import fc from "fast-check";
import { CONTROL, control } from "../../../../../src/adapters/car-racing/decoders/control.js";

import { packPrivileged } from "../../../../../src/adapters/car-racing/motion.js";

const decoder = control(CONTROL);
const decode = (outputs: number[]) =>
  Array.from(decoder.decode(outputs, { observation: undefined }) as Float32Array);

describe("control decoder", () => {
  it("reads steering, gas and brake off three outputs", () => {
    expect(decode([0.5, 1, -1])).to.deep.equal([0.5, 1, 0]);
    expect(decode([-2, 0, 5])).to.deep.equal([-1, 0.5, Math.fround(0.8)]);
    expect(decoder.needsPrivileged ?? false).to.equal(false);
  });

  it("leaves a pedal alone that is hardly touched", () => {
    expect(decode([0, -0.901, -0.876])).to.deep.equal([0, 0, 0]);
    expect(decode([0, -0.899, -0.874])[1]).to.be.closeTo(0.0505, 1e-7);
  });

  it("gives back the action of its own targets", () => {
    const pedal = (max: number) => fc.double({ min: 0.051, max, noNaN: true });
    fc.assert(
      fc.property(fc.double({ min: -1, max: 1, noNaN: true }), pedal(1), pedal(0.8), (steer, gas, brake) => {
        const targets = decoder.targetsOf([
          { action: [steer, gas, brake], privileged: packPrivileged({ speed: 0, yawRate: 0 }) },
        ]);
        if (targets.kind !== "values") throw new Error("expected values");
        for (const output of targets.values) expect(output).to.be.within(-1, 1);
        const action = decode(Array.from(targets.values));
        expect(action[0]).to.be.closeTo(steer, 1e-6);
        expect(action[1]).to.be.closeTo(gas, 1e-6);
        expect(action[2]).to.be.closeTo(brake, 1e-6);
      }),
    );
  });

  it("counts the frames on which network and agent do the same kind of thing", () => {
    const targets = decoder.targetsOf([
      { action: [0.5, 1, 0], privileged: packPrivileged({ speed: 0, yawRate: 0 }) },
      { action: [-0.5, 0, 0], privileged: packPrivileged({ speed: 0, yawRate: 0 }) },
    ]);
    const logits = Int32Array.of(300, 1000, -1000, 300, -1000, -1000);
    expect(decoder.agreement(logits, 1000, targets)).to.equal(0.5);
  });

  it("steers to the other side in a mirror", () => {
    const targets = decoder.targetsOf([
      { action: [0.5, 1, 0], privileged: packPrivileged({ speed: 0, yawRate: 0 }) },
    ]);
    decoder.mirror!(targets, 0);
    expect(targets).to.deep.equal({ kind: "values", outputs: 3, values: Float32Array.of(-0.5, 1, -1) });
  });
});

import { expect } from "chai";
import fc from "fast-check";
import { driveTowards } from "../../../../../envs/box2d/car-racing/expert.js";
import { AIM, aim, aimBehind, LAW } from "../../../../../src/adapters/car-racing/decoders/aim.js";

import { packPrivileged } from "../../../../../src/adapters/car-racing/motion.js";

const decoder = aim({ ...AIM, motion: "true" });
const act = (outputs: ArrayLike<number>, motion: { speed: number; yawRate: number }) =>
  decoder.decode(outputs, { observation: undefined, privileged: packPrivileged(motion) }) as Float32Array;
const between = (min: number, max: number) => fc.double({ min, max, noNaN: true });

describe("aim decoder", () => {
  it("drives by the expert's law towards the target aim and speed", () => {
    fc.assert(
      fc.property(
        between(-1, 1),
        between(30, 90),
        between(0, 90),
        between(-4, 4),
        (side, targetSpeed, speed, yawRate) => {
          const target = { aim: side, targetSpeed };
          const action = driveTowards(target, speed, yawRate);
          const targets = decoder.targetsOf([
            { action, privileged: packPrivileged({ speed, yawRate }, target) },
          ]);
          if (targets.kind !== "values") throw new Error("expected values");
          const again = act(targets.values, { speed, yawRate });
          again.forEach((value, index) => {
            expect(value).to.be.closeTo(action[index], 1e-4);
          });
        },
      ),
    );
  });

  it("finds an aim that leads to the same action where nobody told it", () => {
    fc.assert(
      fc.property(
        between(-0.5, 0.5),
        between(30, 90),
        between(0, 90),
        between(-4, 4),
        (side, targetSpeed, speed, yawRate) => {
          const action = driveTowards({ aim: side, targetSpeed }, speed, yawRate);
          const again = driveTowards(aimBehind(action, { speed, yawRate }, LAW), speed, yawRate);
          again.forEach((value, index) => {
            expect(value).to.be.closeTo(action[index], 1e-4);
          });
        },
      ),
    );
  });

  it("takes the aim that was told before one that the action allows", () => {
    const told = { aim: 0.25, targetSpeed: 75 };
    const targets = decoder.targetsOf([
      { action: [0.5, 1, 0], privileged: packPrivileged({ speed: 20, yawRate: 2 }, told) },
    ]);
    expect(targets).to.deep.equal({ kind: "values", outputs: 3, values: Float32Array.of(0.25, 0.5, 0) });
  });

  it("says whose speed and yaw rate it needs", () => {
    expect(aim(AIM).needsPrivileged).to.equal(false);
    expect(decoder.needsPrivileged).to.equal(true);
    expect(() => decoder.decode([0, 0, 0], { observation: undefined })).to.throw(TypeError);
  });

  it("agrees on the side and the band of speed", () => {
    const target = (side: number, targetSpeed: number) => ({
      action: [0, 0, 0],
      privileged: packPrivileged({ speed: 0, yawRate: 0 }, { aim: side, targetSpeed }),
    });
    const targets = decoder.targetsOf([target(0.2, 60), target(0.2, 60), target(0.2, 60), target(0.2, 60)]);
    const logits = Int32Array.from(
      [
        [60, 400, 0],
        [-60, 400, 0],
        [60, 600, 0],
        [1, 0, 0],
      ].flat(),
    );
    expect(decoder.agreement(logits, 1000, targets)).to.equal(0.25);
  });
});

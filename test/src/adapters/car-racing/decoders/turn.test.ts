import { expect } from "chai";
import {
  TURN,
  TURN_TO_AIM,
  turn,
  turnSettings,
} from "../../../../../src/adapters/car-racing/decoders/turn.js";

import { packPrivileged } from "../../../../../src/adapters/car-racing/motion.js";

/** Told the motion, where new policies see it. */
const decoder = turn({ ...TURN, motion: "true" });
const act = (
  outputs: ArrayLike<number>,
  motion: { speed: number; yawRate: number },
  own = decoder,
): Float32Array =>
  own.decode(outputs, { observation: undefined, privileged: packPrivileged(motion) }) as Float32Array;
const still = { speed: 55, yawRate: 0 };

describe("turn decoder", () => {
  it("has a class for left, straight on and right", () => {
    const targets = [-1, -0.101, -0.099, 0, 0.099, 0.101].map((steer) => ({
      ...{ action: [steer, 0, 0], privileged: packPrivileged({ speed: 0, yawRate: 0 }) },
    }));
    expect(decoder.targetsOf(targets)).to.deep.equal({
      kind: "classes",
      labels: Uint8Array.of(0, 0, 1, 1, 1, 2),
    });
  });

  it("steers by probability and drives slower in bends", () => {
    expect(act([0, 0, 0], still)[0]).to.equal(0);
    expect(act([30, 0, 0], still)[0]).to.be.closeTo(-0.3, 1e-6);
    expect(act([-30, Math.log(3), 0], still)[0]).to.be.closeTo(0.075, 1e-6);
    const gasAndBrake = (speed: number, outputs: number[]) =>
      [...act(outputs, { speed, yawRate: 0 })].slice(1);
    const [straightOn, sureOfLeft] = [
      [0, 0, 0],
      [30, 0, 0],
    ];
    expect(gasAndBrake(60, straightOn)[0]).to.be.above(0.9);
    expect(gasAndBrake(60, sureOfLeft)[1]).to.be.above(0.3);
    expect(gasAndBrake(90, straightOn)[1]).to.be.above(0.5);
  });

  it("keeps the speed of policies that name no slowing", () => {
    const { slowing: _, ...settings } = TURN;
    const parsed = turnSettings.parse(settings);
    expect(parsed.slowing).to.equal(0);
    const brake = (outputs: number[]) =>
      act(outputs, { speed: 76, yawRate: 0 }, turn({ ...parsed, motion: "true" }))[2];
    expect(brake([30, 0, 0])).to.equal(brake([0, 30, 0]));
  });

  it("damps the yaw rate where the classes are those of the aim", () => {
    const turning = { speed: 55, yawRate: 2 };
    expect(act([0, 0, 0], turning)[0]).to.equal(0);
    const toAim = turn({ ...TURN_TO_AIM, motion: "true" });
    expect(act([0, 0, 0], turning, toAim)[0]).to.be.closeTo(0.25, 1e-6);
    const target = { action: [0, 0, 0], privileged: packPrivileged({ speed: 55, yawRate: 2 }) };
    expect(toAim.targetsOf([target])).to.deep.equal({ kind: "classes", labels: Uint8Array.of(0) });
  });

  it("turns left into right in a mirror", () => {
    const targets = { kind: "classes", labels: Uint8Array.of(0, 1, 2) } as const;
    for (const index of [0, 1, 2]) decoder.mirror!(targets, index);
    expect(targets.labels).to.deep.equal(Uint8Array.of(2, 1, 0));
  });

  it("agrees where the largest output is that of the class", () => {
    const targets = { kind: "classes", labels: Uint8Array.of(0, 2) } as const;
    expect(decoder.agreement(Int32Array.of(5, 4, 3, 5, 4, 3), 10, targets)).to.equal(0.5);
  });
});

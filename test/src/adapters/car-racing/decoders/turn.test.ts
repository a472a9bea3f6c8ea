import { expect } from "chai";
import {
  TURN,
  TURN_TO_AIM,
  turn,
  turnSettings,
} from "../../../../../src/adapters/car-racing/decoders/turn.js";

const encoding = turn(TURN);
const still = { speed: 55, yawRate: 0 };

describe("turn encoding", () => {
  it("has a class for left, straight on and right", () => {
    const wishes = [-1, -0.101, -0.099, 0, 0.099, 0.101].map((steer) => ({
      ...{ action: [steer, 0, 0], speed: 0, yawRate: 0 },
    }));
    expect(encoding.targetsOf(wishes)).to.deep.equal({
      kind: "classes",
      labels: Uint8Array.of(0, 0, 1, 1, 1, 2),
    });
  });

  it("steers by probability and drives slower in bends", () => {
    expect(encoding.decode([0, 0, 0], still)[0]).to.equal(0);
    expect(encoding.decode([30, 0, 0], still)[0]).to.be.closeTo(-0.3, 1e-6);
    expect(encoding.decode([-30, Math.log(3), 0], still)[0]).to.be.closeTo(0.075, 1e-6);
    const gasAndBrake = (speed: number, outputs: number[]) =>
      [...encoding.decode(outputs, { speed, yawRate: 0 })].slice(1);
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
    const brake = (outputs: number[]) => turn(parsed).decode(outputs, { speed: 76, yawRate: 0 })[2];
    expect(brake([30, 0, 0])).to.equal(brake([0, 30, 0]));
  });

  it("damps the yaw rate where the classes are those of the aim", () => {
    const turning = { speed: 55, yawRate: 2 };
    expect(encoding.decode([0, 0, 0], turning)[0]).to.equal(0);
    const toAim = turn(TURN_TO_AIM);
    expect(toAim.decode([0, 0, 0], turning)[0]).to.be.closeTo(0.25, 1e-6);
    const wish = { action: [0, 0, 0], speed: 55, yawRate: 2 };
    expect(toAim.targetsOf([wish])).to.deep.equal({ kind: "classes", labels: Uint8Array.of(0) });
  });

  it("turns left into right in a mirror", () => {
    const targets = { kind: "classes", labels: Uint8Array.of(0, 1, 2) } as const;
    for (const index of [0, 1, 2]) encoding.mirror(targets, index);
    expect(targets.labels).to.deep.equal(Uint8Array.of(2, 1, 0));
  });

  it("agrees where the largest output is that of the class", () => {
    const targets = { kind: "classes", labels: Uint8Array.of(0, 2) } as const;
    expect(encoding.agreement(Int32Array.of(5, 4, 3, 5, 4, 3), 10, targets)).to.equal(0.5);
  });
});

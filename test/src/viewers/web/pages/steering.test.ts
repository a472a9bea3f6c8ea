import { expect } from "chai";
import { Expert, TEACHER } from "../../../../../envs/box2d/car-racing/expert.js";
import { make } from "../../../../../envs/index.js";
import { Steering } from "../../../../../src/viewers/web/pages/steering.js";
import type { Controls } from "../../../../../src/viewers/web/protocol.js";

const holding = (...keys: string[]) => ({
  isHeld: (...codes: string[]) => codes.some((code) => keys.includes(code)),
});

function drive(steering: Steering, steps: number, ...keys: string[]): Controls {
  let action: Controls = [0, 0, 0];
  for (let step = 0; step < steps; step++) action = steering.next(holding(...keys));
  return action;
}

describe("steering by keys", () => {
  it("turns further the longer a key is held, to the end and no further", () => {
    const steering = new Steering();
    const [first] = drive(steering, 1, "ArrowRight");
    const [second] = drive(steering, 1, "ArrowRight");
    expect(first).to.be.above(0);
    expect(second).to.be.above(first);
    expect(drive(steering, 100, "ArrowRight")[0]).to.equal(0.4);
    expect(drive(steering, 100, "ArrowLeft")[0]).to.equal(-0.4);
  });

  it("straightens when let go, and faster than it turns when turned back", () => {
    const steering = new Steering();
    const [turned] = drive(steering, 4, "KeyA");
    const [back] = drive(steering, 1, "KeyD");
    expect(back - turned).to.be.above(-turned / 4);
    expect(drive(steering, 100)[0]).to.equal(0);
  });

  it("goes straight with both keys", () => {
    expect(drive(new Steering(), 10, "ArrowLeft", "ArrowRight")[0]).to.equal(0);
  });

  it("presses the pedals, gently", () => {
    const steering = new Steering();
    expect(drive(steering, 100, "ArrowUp")).to.deep.equal([0, 0.5, 0]);
    expect(drive(steering, 100, "KeyS")).to.deep.equal([0, 0, 0.3]);
    steering.reset();
    expect(drive(steering, 1)).to.deep.equal([0, 0, 0]);
  });

  it("gets a person round who changes keys every fifth step only", async () => {
    const env = await make("CarRacing-v3", { observation: "none" });
    for (const seed of [2, 5]) {
      env.reset({ seed });
      const expert = new Expert(env.unwrapped, TEACHER);
      const steering = new Steering();
      const keys = new Set<string>();
      let score = 0;
      for (let step = 0, steer = 0, over = false; !over; step++) {
        const [aim = 0, gas = 0, brake = 0] = expert.act();
        if (step % 5 === 0) {
          keys.clear();
          if (Math.abs(aim) > 0.08 && aim - steer < -0.1) keys.add("ArrowLeft");
          if (Math.abs(aim) > 0.08 && aim - steer > 0.1) keys.add("ArrowRight");
          if (gas > 0.15) keys.add("ArrowUp");
          if (brake > 0.1) keys.add("ArrowDown");
        }
        const action = steering.next(holding(...keys));
        steer = action[0];
        const [, reward, terminated, truncated] = env.step(action);
        score += reward;
        over = terminated || truncated;
      }
      expect(score).to.be.above(800);
    }
    env.close();
  });
});

import { expect } from "chai";
import { CarRacing } from "../../../../envs/box2d/car-racing/car-racing.js";
import { driveTowards, Expert, FAST, TEACHER } from "../../../../envs/box2d/car-racing/expert.js";

describe("Expert", () => {
  for (const [name, style] of Object.entries({ FAST, TEACHER })) {
    it(`${name} solves ten unseen tracks: mean at least 920, none under 900`, async () => {
      const env = await CarRacing.create({ observation: "none" });
      const expert = new Expert(env, style);
      const returns: number[] = [];
      for (let seed = 500; seed < 510; seed++) {
        env.reset({ seed });
        let sum = 0;
        for (let step = 0; step < 1000; step++) {
          const [, reward, terminated] = env.step(expert.act());
          sum += reward;
          if (terminated) break;
        }
        returns.push(sum);
      }
      env.close();
      expect(Math.min(...returns)).to.be.at.least(900);
      expect(returns.reduce((sum, value) => sum + value) / returns.length).to.be.at.least(920);
    });
  }

  it("finds back to the road when it has been spun round and driven off", async () => {
    const env = await CarRacing.create({ observation: "none" });
    for (let seed = 20; seed < 24; seed++) {
      env.reset({ seed });
      const expert = new Expert(env, TEACHER);
      for (let step = 0; step < 100; step++) env.step(expert.act());
      // Full steering at full gas spins the car; going on like that takes it off the road.
      for (let step = 0; step < 60; step++) env.step([seed % 2 ? 1 : -1, 1, 0]);
      for (let step = 0; step < 40; step++) env.step([0, 1, 0]);
      const before = env.race.tilesVisited;
      for (let step = 0; step < 400; step++) env.step(expert.act());
      expect(env.race.tilesVisited - before, `tiles after the spin on track ${seed}`).to.be.above(40);
      expect([...env.race.car.tilesUnder].every((tiles) => tiles > 0)).to.equal(true);
    }
    env.close();
  });
});

describe("driveTowards", () => {
  it("steers against the yaw, gives gas when slow and brakes when fast", () => {
    const [steer, gas, brake] = driveTowards({ aim: -0.5, targetSpeed: 60 }, 40, 2);
    expect(steer).to.be.closeTo(-0.25, 1e-6);
    expect(gas).to.be.closeTo(1 - 0.372 * 0.25, 1e-6);
    expect(brake).to.equal(0);
    expect(
      [...driveTowards({ aim: 2, targetSpeed: 30 }, 34, 0)].map((value) => value.toFixed(2)),
    ).to.deep.equal(["1.00", "0.00", "0.36"]);
    expect(driveTowards({ aim: 0, targetSpeed: 0 }, 80, 0)[2]).to.be.closeTo(TEACHER.brakeLimit, 1e-6);
  });
});

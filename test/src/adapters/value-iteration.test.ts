import { expect } from "chai";
import { adapterOf, openEnv } from "../../../src/adapters/environments.js";
import { expertOf } from "../../../src/adapters/experts.js";
import { Plan, type System } from "../../../src/adapters/value-iteration.js";
import { startEpisode } from "../../../src/index.js";
import { mean } from "../../../src/statistics.js";

/** A walk on a line or a ring of 12 places, a place a step, to an end. */
const walk = (end: number, isCyclic?: true): System => ({
  axes: [{ low: 0, high: 12, points: 13, isCyclic }],
  actions: 2,
  step(state, action) {
    state[0] = isCyclic ? (state[0]! + (action === 0 ? 11 : 1)) % 12 : state[0]! + (action === 0 ? -1 : 1);
    return -1;
  },
  isEnd: ([place]) => place === end,
});

const choices = (plan: Plan, places: readonly number[], depth?: number) =>
  places.map((place) => plan.choose(Float64Array.of(place), depth));

describe("Plan", () => {
  it("goes towards the end from both sides", () => {
    expect(choices(new Plan(walk(4)), [0, 1, 3, 5, 9, 12])).to.deep.equal([1, 1, 1, 0, 0, 0]);
  });

  it("goes the shorter way around an axis that is cyclic", () => {
    expect(choices(new Plan(walk(4, true)), [0, 3, 5, 9, 11])).to.deep.equal([1, 1, 0, 0, 1]);
  });

  it("sees the same when it tries out some steps itself, beyond ends too", () => {
    const plan = new Plan(walk(4));
    for (const depth of [2, 3, 5]) expect(choices(plan, [0, 3, 5, 9], depth)).to.deep.equal([1, 1, 0, 0]);
  });

  it("takes what pays most in the long run, along two axes, between points of the grid too", () => {
    // Each step costs the distance from (0.5, −0.5), which only one action on each axis makes less.
    const plan = new Plan({
      axes: [
        { low: -1, high: 1, points: 21 },
        { low: -1, high: 1, points: 11 },
      ],
      actions: 5,
      step(state, action) {
        const [x, y] = [
          [0, 0],
          [-0.1, 0],
          [0.1, 0],
          [0, -0.1],
          [0, 0.1],
        ][action]!;
        state[0] = Math.min(1, Math.max(-1, state[0]! + x!));
        state[1] = Math.min(1, Math.max(-1, state[1]! + y!));
        return -Math.abs(state[0]! - 0.5) - Math.abs(state[1]! + 0.5);
      },
    });
    const choose = (x: number, y: number) => plan.choose(Float64Array.of(x, y));
    expect(choose(0.5, 0.73)).to.equal(3);
    expect(choose(-0.84, -0.5)).to.equal(2);
    expect(choose(0.97, -0.5)).to.equal(1);
    expect(choose(0.5, -0.93)).to.equal(4);
    expect(choose(0.5, -0.5)).to.equal(0);
  });
});

describe("experts that plan", function () {
  this.timeout(60_000);

  /** Mean return over a few seeds. */
  async function returns(id: string, options = {}): Promise<number> {
    const reference = { id, options };
    const env = await openEnv(reference);
    const { policy } = expertOf(await adapterOf(id), reference, env);
    const totals = Array.from({ length: 10 }, (_, seed) => {
      let total = 0;
      for (const { reward } of startEpisode(env, policy, { seed }).steps) total += reward;
      return total;
    });
    return mean(totals);
  }

  it("reach the flag, the line and the upright in about the least time", async () => {
    expect(await returns("MountainCar-v0")).to.be.greaterThan(-105);
    expect(await returns("Acrobot-v1")).to.be.greaterThan(-80);
    expect(await returns("Pendulum-v1")).to.be.greaterThan(-190);
  });

  it("plan for the options of the environment", async () => {
    const speed = { goalVelocity: 0.05 };
    expect(await returns("MountainCar-v0", speed)).to.be.within(-150, -105);
    expect(await returns("Pendulum-v1", { g: 3 })).to.be.greaterThan(-190);
  });
});

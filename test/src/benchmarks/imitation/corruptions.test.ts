import { expect } from "chai";
import { make, Random } from "../../../../envs/index.js";
import { CORRUPTIONS } from "../../../../src/benchmarks/imitation/corruptions.js";

describe("corruptions of the imitation benchmark", () => {
  it("multiply each number of a vector by noise around 1, the same for the same episode", async () => {
    const { observationSpace } = await make("CartPole-v1");
    const look = (random: Random) => CORRUPTIONS.noisy.corrupt(random, observationSpace)!;
    const ones = new Float32Array(4000).fill(2);
    const seen = look(new Random(5))(ones as never) as Float64Array;
    expect(look(new Random(5))(ones as never)).to.deep.equal(seen);
    const factors = Array.from(seen, (value) => value / 2);
    const mean = factors.reduce((sum, factor) => sum + factor, 0) / factors.length;
    const deviation = Math.sqrt(
      factors.reduce((sum, factor) => sum + (factor - mean) ** 2, 0) / factors.length,
    );
    expect(mean).to.be.closeTo(1, 0.01);
    expect(deviation).to.be.closeTo(0.1, 0.01);
    expect(CORRUPTIONS.blurred.corrupt(new Random(5), observationSpace)).to.equal(undefined);
  });

  it("let a quarter of the actions stick, the same for the same episode", () => {
    const act = () => {
      const noise = CORRUPTIONS.sticky.noise();
      noise.reset(7);
      return Array.from({ length: 4000 }, (_, step) => noise.apply(step));
    };
    const actions = act();
    expect(act()).to.deep.equal(actions);
    expect(actions[0]).to.equal(0);
    const stuck = actions.filter((action, step) => action !== step).length;
    expect(stuck / actions.length).to.be.closeTo(0.25, 0.03);
    // What sticks is what was done the step before.
    for (const [step, action] of actions.entries()) {
      if (action !== step) expect(action).to.equal(actions[step - 1]);
    }
  });
});

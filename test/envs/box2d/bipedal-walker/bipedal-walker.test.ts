import { expect } from "chai";
import { loadEngine } from "../../../../envs/box2d/engine/engine.js";
import { make, WalkerHeuristic } from "../../../../envs/index.js";

// That it equals Gymnasium's is tested in gymnasium.test.ts.
describe("BipedalWalker-v3", () => {
  it("walks some way with the heuristic, and gets −100 when it falls", async () => {
    const env = await make("BipedalWalker-v3");
    let [observation] = env.reset({ seed: 1 });
    const heuristic = new WalkerHeuristic();
    let total = 0;
    for (;;) {
      const [next, reward, terminated, truncated] = env.step(heuristic.act(observation));
      observation = next;
      if (terminated || truncated) {
        expect(reward).equal(-100);
        break;
      }
      total += reward;
    }
    expect(total).greaterThan(20);
    env.close();
  });

  it("takes numbers beyond ±1 as ±1", async () => {
    const env = await make("BipedalWalker-v3");
    const walk = (action: number[]) => {
      env.reset({ seed: 4 });
      return Array.from({ length: 30 }, () => env.step(action).slice(0, 2));
    };
    expect(walk([7, -3, 1, 0])).deep.equal(walk([1, -1, 1, 0]));
    expect(walk([1, -1, 1, 0])).not.deep.equal(walk([1, -1, 1, 0.5]));
    env.close();
  });

  it("remembers the episodes before as Gymnasium's does, unless each has a world of its own", async () => {
    // Recorded with Gymnasium 1.4.0: reset(seed=0) four times on one object, and the reward of this action.
    const gymnasium = [
      -0.22095152735710144, -0.22095152735710144, -0.22129741311073303, -0.22095152735710144,
    ];
    const rewards = async (keepWorld: boolean) => {
      const env = await make("BipedalWalker-v3", { keepWorld });
      return gymnasium.map(() => {
        env.reset({ seed: 0 });
        return env.step([0.5, -0.3, 0.9, 0.1])[1];
      });
    };
    expect(await rewards(true)).deep.equal(gymnasium);
    expect(await rewards(false)).deep.equal(gymnasium.map(() => gymnasium[0]));
  });

  it("needs no more memory for many episodes", async () => {
    const engine = await loadEngine();
    const env = await make("BipedalWalkerHardcore-v3");
    const walk = (seed: number) => {
      env.reset({ seed });
      for (let i = 0; i < 5; i++) env.step([1, 1, 1, 1]);
    };
    for (let seed = 0; seed < 30; seed++) walk(seed);
    const before = engine.bytes;
    for (let seed = 0; seed < 100; seed++) walk(seed);
    expect(engine.bytes).at.most(before + 65536);
    env.close();
  });

  it("refuses what is no action and no option", async () => {
    const env = await make("BipedalWalker-v3");
    env.reset({ seed: 0 });
    expect(() => env.step([0, 0, 0])).throws(RangeError, "expected 4 finite numbers");
    expect(() => env.render("human")).throws(RangeError, "expected render mode rgb_array, got human");
    const error: Error = await make("BipedalWalker-v3" as string, { hardcore: 1 }).catch((reason) => reason);
    expect(error.message).equal("expected hardcore to be true or false, got 1");
    env.close();
  });
});

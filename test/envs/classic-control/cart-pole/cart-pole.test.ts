import { createHash } from "node:crypto";
import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CartPole } from "../../../../envs/classic-control/cart-pole/cart-pole.js";
import { make } from "../../../../envs/index.js";

interface Episode {
  readonly seed: number;
  readonly options: Record<string, number>;
  readonly suttonBartoReward: boolean;
  /** The actions are those of Gymnasium's action space, seeded like the environment. */
  readonly actionsSampled: boolean;
  readonly actions: string;
  /** Of the observations as little-endian float32. */
  readonly sha256: string;
  readonly last: readonly number[];
  readonly rewards: number;
  readonly terminated: boolean;
  readonly truncated: boolean;
}

const golden = join(import.meta.dirname, "../../../../../test/golden/cart-pole");
const episodes: Episode[] = JSON.parse(readFileSync(join(golden, "episodes.json"), "utf8"));

describe("CartPole-v1", () => {
  it("gives Gymnasium's observations and rewards to the bit", async () => {
    for (const episode of episodes) {
      const env = await make("CartPole-v1", { suttonBartoReward: episode.suttonBartoReward });
      const hash = createHash("sha256");
      let [observation] = env.reset({ seed: episode.seed, options: episode.options });
      let [rewards, terminated, truncated] = [0, false, false];
      hash.update(bytesOf(observation));
      for (const action of episode.actions) {
        expect(terminated || truncated).equal(false);
        let reward: number;
        [observation, reward, terminated, truncated] = env.step(Number(action));
        hash.update(bytesOf(observation));
        rewards += reward;
      }
      expect([...observation], `seed ${episode.seed}`).deep.equal(episode.last);
      expect(hash.digest("hex"), `seed ${episode.seed}`).equal(episode.sha256);
      expect({ rewards, terminated, truncated }).deep.equal({
        rewards: episode.rewards,
        terminated: episode.terminated,
        truncated: episode.truncated,
      });
    }
  });

  it("samples Gymnasium's actions", () => {
    for (const { seed, actions } of episodes.filter((episode) => episode.actionsSampled)) {
      const { actionSpace } = new CartPole();
      actionSpace.seed(seed);
      expect(Array.from(actions, () => actionSpace.sample()).join("")).equal(actions);
    }
  });

  it("rewards the step on which the pole falls, and none after it", () => {
    const env = new CartPole();
    env.reset({ seed: 0 });
    let result = env.step(1);
    while (!result[2]) result = env.step(1);
    expect(result[1]).equal(1);
    expect(env.step(1)[1]).equal(0);
  });

  it("draws the pole where it leans", () => {
    const env = new CartPole();
    env.reset({ seed: 0, options: { low: 0, high: 0 } });
    expect(poleTip(env)).within(298, 302);
    for (let i = 0; i < 8; i++) env.step(env.actionSpace.named("left"));
    expect(poleTip(env)).greaterThan(302);
  });

  it("refuses what is not an action, a reset option or a render mode", () => {
    const env = new CartPole();
    expect(() => env.step(0)).throws("expected an environment that was reset");
    env.reset({ seed: 0 });
    expect(() => env.step(2)).throws(RangeError, "expected an action of Discrete(2), got 2");
    expect(() => env.render("human")).throws(RangeError, "expected render mode rgb_array, got human");
    expect(() => env.reset({ options: { low: 1, high: 0 } })).throws(RangeError, "low 1 and high 0");
  });
});

function bytesOf(observation: Float32Array): Uint8Array {
  return new Uint8Array(observation.buffer, observation.byteOffset, observation.byteLength);
}

/** Column of the middle of the topmost row that is not white. */
function poleTip(env: CartPole): number {
  const { width, data } = env.render();
  const first = data.findIndex((value) => value < 250);
  const row = Math.floor(first / 3 / width);
  const dark = Array.from({ length: width }, (_, x) => x).filter((x) => data[(row * width + x) * 3] < 250);
  return (dark[0] + dark.at(-1)!) / 2;
}

import { readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import {
  type Env,
  make,
  SyncVectorEnv,
  type VectorEnv,
  VectorNormalizeObservation,
  VectorNormalizeReward,
  VectorRecordEpisodeStatistics,
  VectorWrapper,
} from "../../../envs/index.js";

const golden: { rewards: number[][]; episodes: number[][]; observations: number[][] } = JSON.parse(
  readFileSync(join(import.meta.dirname, "../../../../test/golden/vector/pendulum.json"), "utf8"),
);

describe("vector wrappers give what Gymnasium's give", () => {
  it("NormalizeReward", async () => {
    // So many that numpy adds them in another order.
    const inner = await SyncVectorEnv.create(19, () => make("Pendulum-v1", { maxEpisodeSteps: 10 }));
    const envs = new VectorNormalizeReward(inner, { gamma: 0.9 });
    envs.actionSpace.seed(4);
    await envs.reset({ seed: 3 });
    for (const expected of golden.rewards) {
      const [, rewards] = await envs.step(envs.actionSpace.sample());
      expect([...rewards]).deep.equal(expected);
    }
  });

  it("RecordEpisodeStatistics", async () => {
    const envs = new VectorRecordEpisodeStatistics(await SyncVectorEnv.create(3, () => make("CartPole-v1")));
    envs.actionSpace.seed(4);
    await envs.reset({ seed: 3 });
    const told: number[][] = [];
    for (let step = 0; step < 60; step++) {
      const infos = (await envs.step(envs.actionSpace.sample()))[4] as readonly {
        episode?: { r: number; l: number };
      }[];
      for (const [i, { episode }] of infos.entries()) if (episode) told.push([step, i, episode.r, episode.l]);
    }
    expect(told).deep.equal(golden.episodes);
    expect(envs.episodes).lengthOf(told.length);
  });

  it("NormalizeObservation", async () => {
    const envs = new VectorNormalizeObservation(await SyncVectorEnv.create(19, () => make("Pendulum-v1")));
    envs.actionSpace.seed(4);
    await envs.reset({ seed: 3 });
    for (const expected of golden.observations) {
      const [observations] = await envs.step(envs.actionSpace.sample());
      expect([...observations]).deep.equal(expected);
    }
  });

  it("are for vector environments, and see every step", async () => {
    const env = await make("CartPole-v1");
    const wrap = () => new VectorWrapper(env as unknown as VectorEnv<Env>);
    expect(wrap).throws(TypeError, "VectorWrapper expected a vector environment");
    const inner = await SyncVectorEnv.create(1, () => make("CartPole-v1"));
    const plain = new VectorWrapper(inner);
    await plain.reset({ seed: 1 });
    expect((await plain.rollout([[0], [1]])).rewards).lengthOf(2);
    const error: Error = await new VectorNormalizeReward(inner).rollout([[0]]).then(
      () => expect.fail(),
      (reason) => reason,
    );
    expect(error.message).includes("whose steps it does not see");
    await plain.close();
  });
});

import { expect } from "chai";
import { adapterOf, openEnv } from "../../../src/adapters/environments.js";
import { expertOf } from "../../../src/adapters/experts.js";
import { startEpisode } from "../../../src/index.js";
import { seedsFrom } from "../../../src/rollout/seeds.js";
import { mean, minimum } from "../../../src/statistics.js";

describe("scripted experts", () => {
  const returnsOf = async (id: string, episodes: number, style?: string, first = 10_000) => {
    const env = await openEnv({ id, options: {} });
    const { policy } = expertOf(await adapterOf(id), { id, options: {} }, env, style);
    const returns = seedsFrom(first, episodes).map((seed) => {
      let total = 0;
      for (const { reward } of startEpisode(env, policy, { seed }).steps) total += reward;
      return total;
    });
    env.close();
    return returns;
  };

  it("land with more than Gymnasium's heuristic does, by the same rules", async () => {
    const [own, heuristic] = await Promise.all(
      [undefined, "heuristic"].map((style) => returnsOf("LunarLander-v3", 20, style)),
    );
    expect(mean(own)).to.be.greaterThan(mean(heuristic));
    expect(minimum(own)).to.be.greaterThan(200);
  });

  it("are the same for the continuous lander", async () => {
    const [own, heuristic] = await Promise.all(
      [undefined, "heuristic"].map((style) => returnsOf("LunarLanderContinuous-v3", 3, style)),
    );
    expect(own).to.deep.equal(heuristic);
  });

  it("walk without a fall", async () => {
    expect(minimum(await returnsOf("BipedalWalker-v3", 4))).to.be.greaterThan(200);
  });

  it("return the same for a seed, whatever was walked before", async () => {
    const [, , third] = await returnsOf("BipedalWalker-v3", 3);
    expect(await returnsOf("BipedalWalker-v3", 1, undefined, 10_002)).to.deep.equal([third]);
  });
});

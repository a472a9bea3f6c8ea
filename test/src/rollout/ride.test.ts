import { expect } from "chai";
import { make } from "../../../envs/index.js";
import { Ride } from "../../../src/rollout/ride.js";

describe("Ride", () => {
  it("drives as the environment does, one step at a time, to the episode's end", async () => {
    const env = await make("CarRacing-v3", { maxEpisodeSteps: 5 });
    const seen: Uint8Array[] = [];
    const act = (observation: Uint8Array) => {
      seen.push(observation);
      return [0.1, 1, 0];
    };
    const ride = new Ride(env, { act }, 11);
    expect(ride.state).to.deep.equal({ seed: 11, step: 0, score: 0, action: [0, 0, 0], ended: false });
    for (let i = 0; i < 7; i++) ride.advance();

    const own = await make("CarRacing-v3", { maxEpisodeSteps: 5 });
    let [observation] = own.reset({ seed: 11 });
    let score = 0;
    for (const shown of seen) {
      expect(shown).to.deep.equal(observation);
      const [next, reward] = own.step([0.1, 1, 0]);
      observation = next;
      score += reward;
    }
    expect(ride.state).to.deep.equal({ seed: 11, step: 5, score, action: [0.1, 1, 0], ended: true });
    expect(ride.finished).to.deep.equal([{ seed: 11, steps: 5, return: score }]);
    expect(ride.observation).to.deep.equal({ width: 96, height: 96, data: observation });
    expect(ride.picture).to.deep.equal(own.render("rgb_array"));

    ride.reset(12);
    expect(ride.state.step).to.equal(0);
    env.close();
    own.close();
  });
});

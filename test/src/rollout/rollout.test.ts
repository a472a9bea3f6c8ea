import { expect } from "chai";
import { make } from "../../../envs/index.js";
import { adapter } from "../../../src/adapters/car-racing/adapter.js";
import { openEnv } from "../../../src/adapters/environments.js";
import { type Action, LiveEpisode, startEpisode } from "../../../src/rollout/rollout.js";

const options = { observation: "none" } as const;

describe("LiveEpisode", () => {
  it("steps as the environment does, one step at a time, to the episode's end", async () => {
    const env = await make("CarRacing-v3", { maxEpisodeSteps: 5 });
    const seen: unknown[] = [];
    const policy = {
      predict(observation: unknown) {
        seen.push(observation);
        return [0.1, 1, 0];
      },
    };
    const live = new LiveEpisode(env as never, policy, 11);
    expect(live.state).to.deep.include({ seed: 11, step: 0, return: 0, action: undefined, ended: false });
    for (let i = 0; i < 7; i++) live.advance();

    const own = await make("CarRacing-v3", { maxEpisodeSteps: 5 });
    let [observation] = own.reset({ seed: 11 });
    let sum = 0;
    let last = 0;
    for (const shown of seen) {
      expect(shown).to.deep.equal(observation);
      const [next, reward] = own.step([0.1, 1, 0]);
      observation = next;
      sum += reward;
      last = reward;
    }
    expect(live.state).to.deep.equal({
      ...{ seed: 11, step: 5, return: sum, reward: last, action: [0.1, 1, 0], ended: true, observation },
    });
    expect(live.finished).to.deep.equal([{ seed: 11, steps: 5, return: sum }]);
    expect(env.render("rgb_array")).to.deep.equal(own.render("rgb_array"));

    live.reset(12);
    expect(live.state.step).to.equal(0);
    env.close();
    own.close();
  });
});

describe("startEpisode", () => {
  const seed = 3;

  it("lets the expert act, without labels", async () => {
    const env = await openEnv({ id: "CarRacing-v3", options });
    const own = await openEnv({ id: "CarRacing-v3", options });
    own.reset({ seed });
    const [expert, other] = [env, own].map((each) => adapter.experts!.teacher!(each)!);
    for (const { action, label } of startEpisode(env, expert!, { seed, maxSteps: 100 }).steps) {
      const expected = other!.predict(undefined);
      expect(action).to.deep.equal(expected);
      expect(label).to.equal(undefined);
      own.step(expected as never);
    }
    env.close();
    own.close();
  });

  it("labels with what the policy wanted where noise changed its action", async () => {
    const env = await openEnv({ id: "CarRacing-v3", options });
    const noise = adapter.noise!.noise!.create();
    const expert = adapter.experts!.teacher!(env)!;
    let changed = 0;
    for (const step of startEpisode(env, expert, { seed, noise, maxSteps: 400 }).steps) {
      const [action, label] = [step.action, step.label] as [Float32Array, Float32Array];
      expect(env.actionSpace.contains(action)).to.equal(true);
      if (action.some((value, i) => value !== label[i])) changed++;
    }
    // A burst of 7.5 steps after 45 without one: a seventh of the steps.
    expect(changed).to.be.within(20, 120);
    env.close();
  });

  it("finds back to the road from wherever wild noise has thrown the expert", async () => {
    const env = await openEnv({ id: "CarRacing-v3", options: { ...options, maxEpisodeSteps: 1500 } });
    const noise = adapter.noise!.recovery!.create();
    const expert = adapter.experts!.teacher!(env)!;
    const tracks = [0, 1, 2, 3];
    let tiles = 0;
    for (const track of tracks) {
      let offRoad = 0;
      let share = 0;
      for (const { info } of startEpisode(env, expert, { seed: track, noise }).steps) {
        const { tilesUnderWheels, tilesVisited, tileCount } = info as {
          tilesUnderWheels: number[];
          tilesVisited: number;
          tileCount: number;
        };
        if (tilesUnderWheels.every((count) => count === 0)) offRoad++;
        share = tilesVisited / tileCount;
      }
      expect(offRoad).to.be.above(50);
      tiles += share;
    }
    expect(tiles / tracks.length).to.be.above(0.9);
    env.close();
  });

  it("asks a labeller in every step, who is where the policy has got to", async () => {
    const env = await openEnv({ id: "CarRacing-v3", options: { ...options, physics: "float32" } });
    const straight = Float32Array.of(0, 0.3, 0);
    const labeller = adapter.experts!.teacher!(env)!;
    // An expert remembers where on the road it was: another one has to follow all the way.
    const follower = adapter.experts!.teacher!(env)!;
    const policy = { predict: () => straight };
    const wanted: Action[] = [];
    const watched = {
      predict(observation: unknown) {
        wanted.push(follower.predict(observation) as Action);
        return labeller.predict(observation);
      },
    };
    const labels: Action[] = [];
    for (const step of startEpisode(env, policy, { seed: 4, labeller: watched, maxSteps: 150 }).steps) {
      expect(step.action).to.equal(straight);
      labels.push(step.label!);
    }
    expect(labels).to.deep.equal(wanted);
    expect((labels.at(-1) as Float32Array)[0]).not.to.equal(0);
    env.close();
  });
});

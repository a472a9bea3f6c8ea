import { expect } from "chai";
import { CarRacing, type ContinuousActions } from "../../../envs/box2d/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../envs/box2d/car-racing/expert.js";
import {
  DisturbedDemonstrator,
  ExpertDemonstrator,
  PolicyDemonstrator,
} from "../../../src/recordings/demonstrator.js";

describe("ExpertDemonstrator", () => {
  const seed = 3;
  let env: CarRacing<ContinuousActions>;
  beforeEach(async () => {
    env = await CarRacing.create({ continuous: true, observation: "none" });
  });
  afterEach(() => env.close());

  it("drives as the expert does", () => {
    const demonstrator = new ExpertDemonstrator(env, "teacher");
    const expert = new Expert(env, TEACHER);
    env.reset({ seed });
    demonstrator.begin();
    for (let step = 0; step < 100; step++) {
      const { action, label } = demonstrator.act();
      expect(action).to.deep.equal(expert.act());
      expect(label).to.equal(undefined);
      env.step(action);
    }
    expect(demonstrator.driver).to.deep.equal({ kind: "expert", name: "teacher" });
  });

  it("can be disturbed: the label is what the expert would do in the state that it has got into", () => {
    const demonstrator = new DisturbedDemonstrator(new ExpertDemonstrator(env, "teacher"), "noise");
    const expert = new Expert(env, TEACHER);
    let [observation] = env.reset({ seed });
    demonstrator.begin(seed);
    let disturbed = 0;
    for (let step = 0; step < 400; step++) {
      const { action, label } = demonstrator.act(observation);
      expect(label).to.deep.equal(expert.act());
      expect(env.actionSpace.contains(action)).to.equal(true);
      if (action.some((value, i) => value !== label![i])) disturbed++;
      [observation] = env.step(action);
    }
    // A burst of 7.5 steps after 45 calm ones: a seventh of the steps.
    expect(disturbed).to.be.within(20, 120);
    expect(demonstrator.driver).to.deep.equal({ kind: "expert", name: "teacher", noise: true });
  });

  it("finds back to the road from wherever wild bursts have thrown it", () => {
    const demonstrator = new DisturbedDemonstrator(new ExpertDemonstrator(env, "teacher"), "recovery");
    let laps = 0;
    let tiles = 0;
    for (const track of [0, 1, 2, 3]) {
      let [observation, info] = env.reset({ seed: track });
      demonstrator.begin(track);
      let offRoad = 0;
      for (let step = 0; step < 1500; step++) {
        [observation, , , , info] = env.step(demonstrator.act(observation).action);
        if (info.tilesUnderWheels.every((count) => count === 0)) offRoad++;
      }
      expect(offRoad).to.be.above(50);
      laps++;
      tiles += info.tilesVisited / info.tileCount;
    }
    expect(tiles / laps).to.be.above(0.9);
  });
});

describe("PolicyDemonstrator", () => {
  const straight = Float32Array.of(0, 0.3, 0);

  it("does what the policy says", async () => {
    const demonstrator = new PolicyDemonstrator("straight", () => straight);
    expect(demonstrator.act(new Uint8Array())).to.deep.equal({ action: straight, label: undefined });
    expect(demonstrator.driver).to.deep.equal({ kind: "policy", name: "straight" });
  });

  it("shows its own wishes when it is disturbed without a teacher", () => {
    const demonstrator = new DisturbedDemonstrator(
      new PolicyDemonstrator("straight", () => straight),
      "noise",
    );
    demonstrator.begin(1);
    const steps = Array.from({ length: 500 }, () => demonstrator.act(new Uint8Array()));
    expect(steps.every(({ label }) => label === straight)).to.equal(true);
    expect(steps.some(({ action }) => action !== straight)).to.equal(true);
    expect(demonstrator.driver).to.deep.equal({ kind: "policy", name: "straight", noise: true });
  });

  it("asks the teacher for the labels, who is where the policy has driven to", async () => {
    const env = await CarRacing.create({ physics: "float32", observation: "none" });
    const demonstrator = new PolicyDemonstrator("straight", () => straight, new Expert(env, TEACHER));
    // An expert remembers where on the road it was: another one has to follow all the way.
    const follower = new Expert(env, TEACHER);
    env.reset({ seed: 4 });
    for (let step = 0; step < 150; step++) {
      const { action, label } = demonstrator.act(new Uint8Array());
      expect(action).to.equal(straight);
      expect(label).to.deep.equal(follower.act());
      env.step(action);
    }
    expect(demonstrator.act(new Uint8Array()).label![0]).not.to.equal(0);
    expect(demonstrator.driver.name).to.equal("straight relabelled");
    env.close();
  });
});

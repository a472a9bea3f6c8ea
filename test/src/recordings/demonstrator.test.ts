import { expect } from "chai";
import { CarRacing, type ContinuousActions } from "../../../envs/car-racing/car-racing.js";
import { Expert, TEACHER } from "../../../envs/car-racing/expert.js";
import { ExpertDemonstrator, PolicyDemonstrator } from "../../../src/recordings/demonstrator.js";

describe("ExpertDemonstrator", () => {
  const seed = 3;
  let env: CarRacing<ContinuousActions>;
  beforeEach(async () => {
    env = await CarRacing.create({ continuous: true, observation: "none" });
  });
  afterEach(() => env.close());

  it("drives as the expert does when there is no noise", () => {
    const demonstrator = new ExpertDemonstrator(env, "teacher", false);
    const expert = new Expert(env, TEACHER);
    let [observation, info] = env.reset({ seed });
    demonstrator.begin(seed);
    for (let step = 0; step < 100; step++) {
      const { action, label } = demonstrator.act(observation, info);
      expect(action).to.deep.equal(expert.act());
      expect(label).to.equal(undefined);
      [observation, , , , info] = env.step(action);
    }
    expect(demonstrator.driver).to.deep.equal({ kind: "expert", name: "teacher" });
  });

  it("disturbs only the action when there is noise: the label is what the expert would do in that state", () => {
    const demonstrator = new ExpertDemonstrator(env, "teacher", true);
    const expert = new Expert(env, TEACHER);
    let [observation, info] = env.reset({ seed });
    demonstrator.begin(seed);
    let disturbed = 0;
    for (let step = 0; step < 400; step++) {
      const { action, label } = demonstrator.act(observation, info);
      expect(label).to.deep.equal(expert.act());
      expect(env.actionSpace.contains(action)).to.equal(true);
      if (action.some((value, i) => value !== label![i])) disturbed++;
      [observation, , , , info] = env.step(action);
    }
    // A burst of 7.5 steps after 45 calm ones: a seventh of the steps.
    expect(disturbed).to.be.within(20, 120);
    expect(demonstrator.driver).to.deep.equal({ kind: "expert", name: "teacher", noise: true });
  });
});

describe("PolicyDemonstrator", () => {
  const straight = Float32Array.of(0, 0.3, 0);

  it("does what the policy says", async () => {
    const demonstrator = new PolicyDemonstrator("straight", () => straight);
    expect(demonstrator.act(new Uint8Array())).to.deep.equal({ action: straight, label: undefined });
    expect(demonstrator.driver).to.deep.equal({ kind: "policy", name: "straight" });
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

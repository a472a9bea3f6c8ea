import { readdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CartPole } from "../../../envs/classic-control/cart-pole/cart-pole.js";
import { ReplayPolicy } from "../../../src/policies/policy.js";
import { observationHash } from "../../../src/recordings/recording.js";
import { readFrames, readRecording } from "../../../src/recordings/recording-folder.js";
import { writeTrajectory } from "../../../src/recordings/write-trajectory.js";
import { type Action, rollout } from "../../../src/rollout/rollout.js";
import { Dot } from "./dot.js";
import { recordDot } from "./dot-recording.js";
import { temporaryFolder } from "./temporary-folder.js";

const reference = { id: "Dot-v0", options: {} };

describe("writeTrajectory", () => {
  const folder = temporaryFolder();
  const { observationSpace } = new Dot();
  const save = (actions: readonly Action[], seed = 0, path = folder()) => {
    const trajectory = rollout(new Dot(), new ReplayPolicy(actions), {
      ...{ reference, seed, maxSteps: actions.length },
    });
    return writeTrajectory(trajectory, {
      folder: path,
      agent: { kind: "person", name: "" },
      observationSpace,
    });
  };

  it("records what the environment gave", async () => {
    const env = new Dot();
    const frames = [env.reset({ seed: 5 })[0]];
    const rewards: number[] = [];
    const actions = [
      [0.25, 1],
      [-0.5, 0],
      [1, 0.125],
    ];
    for (const action of actions) {
      const [observation, reward] = env.step(action);
      frames.push(observation);
      rewards.push(reward);
    }
    const file = await save(actions, 5);
    const recording = await readRecording(file);
    expect(recording).to.deep.include({
      ...{ seed: 5, rewards, terminated: false, truncated: false, hashes: frames.map(observationHash) },
      ...{ actions, frame: { width: 7, height: 5, columns: 25 } },
    });
    expect(await readFrames(file, recording)).to.deep.equal(frames);
  });

  it("keeps what was wanted where something else was done", async () => {
    const { labels, actions } = await readRecording(await recordDot(folder(), { steps: 3, noise: true }));
    expect(labels).to.deep.equal([
      [0.1, 0.5],
      [0.1, 0.5],
      [0.1, 0.5],
    ]);
    expect(actions[1]).to.deep.equal([0.1 + 0.05 * Math.sin(1), 0.5]);
  });

  it("writes actions with 0 for −0", async () => {
    const { actions } = await readRecording(await save([Float32Array.of(-0, 0.5)]));
    expect(Object.is((actions[0] as number[])[0], 0)).to.equal(true);
    expect(actions).to.deep.equal([[0, 0.5]]);
  });

  it("gives every episode of an agent with a seed its own name", async () => {
    const files = [];
    for (let copy = 0; copy < 3; copy++) files.push(await save([[0.5, 0]], 12));
    const names = ["person-000012.json", "person-000012-2.json", "person-000012-3.json"];
    expect(files).to.deep.equal(names.map((name) => join(folder(), name)));
    expect(readdirSync(folder())).to.have.lengthOf(6);
  });

  it("says when it cannot be written", async () => {
    const error = await save([[1, 0]], 0, join(folder(), "inside")).catch((thrown: unknown) => thrown);
    expect(error).to.include({ code: "ENOENT" });
  });

  it("needs no frame sheet where observations are no images: hashes prove the replay", async () => {
    const env = new CartPole();
    const trajectory = rollout(
      env,
      { predict: () => 1 },
      {
        ...{ reference: { id: "CartPole-v1", options: {} }, seed: 3, maxSteps: 5 },
      },
    );
    const file = await writeTrajectory(trajectory, {
      ...{ folder: folder(), agent: { kind: "person", name: "" }, observationSpace: env.observationSpace },
    });
    const recording = await readRecording(file);
    expect(recording.frame).to.equal(undefined);
    expect(recording.hashes).to.deep.equal(trajectory.observations.map(observationHash));
    expect(await readFrames(file, recording)).to.deep.equal([]);
    expect(readdirSync(folder())).to.have.lengthOf(1);
  });
});

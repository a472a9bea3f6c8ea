import { mkdirSync, readdirSync, rmSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { CartPole } from "../../../envs/classic-control/cart-pole/cart-pole.js";
import { EpisodeRecorder, type PictureEnv } from "../../../src/recordings/episode-recorder.js";
import { frameHash } from "../../../src/recordings/recording.js";
import { readFrames, readRecording } from "../../../src/recordings/recording-folder.js";
import { Dot } from "./dot.js";
import { recordDot } from "./dot-recording.js";
import { temporaryFolder } from "./temporary-folder.js";

describe("EpisodeRecorder", () => {
  const folder = temporaryFolder();
  const recorderIn = (path: string) =>
    new EpisodeRecorder(new Dot(), {
      folder: path,
      environment: { id: "Dot-v0", options: {} },
      driver: { kind: "person", name: "" },
    });

  it("records what the environment gave", async () => {
    const env = new Dot();
    const frames = [env.reset({ seed: 5 })[0]];
    const rewards: number[] = [];
    const recorder = recorderIn(folder());
    recorder.reset(5);
    for (const action of [
      [0.25, 1],
      [-0.5, 0],
      [1, 0.125],
    ]) {
      const result = env.step(action);
      expect(recorder.step(action)).to.deep.equal(result);
      frames.push(result[0]);
      rewards.push(result[1]);
    }
    expect(recorder.steps).to.equal(3);
    expect(recorder.return).to.equal(rewards[0]! + rewards[1]! + rewards[2]!);
    const file = await recorder.save();
    const recording = await readRecording(file);
    expect(recording).to.deep.include({
      ...{ seed: 5, rewards, terminated: false, truncated: false, hashes: frames.map(frameHash) },
      ...{
        actions: [
          [0.25, 1],
          [-0.5, 0],
          [1, 0.125],
        ],
        frame: { width: 7, height: 5, columns: 25 },
      },
    });
    expect(await readFrames(file, recording)).to.deep.equal(frames);
  });

  it("keeps what the demonstrator wanted where the action was disturbed", async () => {
    const { labels, actions } = await readRecording(await recordDot(folder(), { steps: 3, noise: true }));
    expect(labels).to.deep.equal([
      [0.1, 0.5],
      [0.1, 0.5],
      [0.1, 0.5],
    ]);
    expect(actions[1]).to.deep.equal([0.1 + 0.05 * Math.sin(1), 0.5]);
  });

  it("remembers actions by value, with 0 for −0", async () => {
    const recorder = recorderIn(folder());
    recorder.reset(0);
    const action = Float32Array.of(-0, 0.5);
    recorder.step(action);
    action.fill(1);
    const { actions } = await readRecording(await recorder.save());
    expect(Object.is((actions[0] as number[])[0], 0)).to.equal(true);
    expect(actions).to.deep.equal([[0, 0.5]]);
  });

  it("gives every episode of a driver on a track its own name, saved at once or not", async () => {
    const recorder = recorderIn(folder());
    const files = [1, 2, 3].map(() => {
      recorder.reset(12);
      recorder.step([0.5, 0]);
      return recorder.save();
    });
    const names = ["person-000012.json", "person-000012-2.json", "person-000012-3.json"];
    expect(await Promise.all(files)).to.deep.equal(names.map((name) => join(folder(), name)));
    expect(readdirSync(folder())).to.have.lengthOf(6);
  });

  it("keeps the episode when it cannot be written", async () => {
    const path = join(folder(), "inside");
    const recorder = recorderIn(path);
    recorder.reset(0);
    recorder.step([1, 0]);
    const error = await recorder.save().catch((thrown) => thrown);
    expect(error).to.include({ code: "ENOENT" });
    mkdirSync(path);
    expect((await readRecording(await recorder.save())).actions).to.deep.equal([[1, 0]]);
    rmSync(path, { recursive: true });
  });

  it("records nothing of an action that the environment refuses", async () => {
    const recorder = recorderIn(folder());
    recorder.reset(0);
    expect(() => recorder.step([Number.NaN, 0])).to.throw(RangeError);
    expect(recorder.steps).to.equal(0);
  });

  it("refuses to step or save before a reset, and after the episode was dropped", async () => {
    const recorder = recorderIn(folder());
    expect(() => recorder.step([0, 0])).to.throw("reset()");
    recorder.reset(0);
    recorder.discard();
    expect(await recorder.save().catch((error) => error.message)).to.include("reset()");
  });

  it("refuses an environment without pictures", () => {
    const env = new CartPole() as unknown as PictureEnv;
    const environment = { id: "CartPole-v1", options: {} };
    const options = { folder: "", environment, driver: { kind: "person", name: "" } } as const;
    expect(() => new EpisodeRecorder(env, options)).to.throw(RangeError, "RGB pictures, got CartPole-v1");
  });
});

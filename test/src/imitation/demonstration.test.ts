import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { CarRacing } from "../../../envs/box2d/car-racing/car-racing.js";
import { motionSeen } from "../../../src/adapters/car-racing/motion.js";
import { InputError } from "../../../src/errors.js";
import { readDemonstratedFrames, replayedFrames } from "../../../src/imitation/demonstration.js";
import { labelsOf, type Recording } from "../../../src/recordings/recording.js";
import {
  findRecordings,
  readFrames,
  readRecording,
  stripOf,
} from "../../../src/recordings/recording-folder.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

const recordings = join(import.meta.dirname, "../../../../recordings");
const choice = { first: 3, every: 40, everyHard: 40 };

describe("demonstrated frames", () => {
  const folder = temporaryFolder();
  let file: string;
  let recording: Recording;
  before(async () => {
    [, file] = await findRecordings(recordings);
    recording = await readRecording(file);
  });

  it("are drawn by driving the recorded actions again", async () => {
    const strip = await readFrames(file, recording);
    const labels = labelsOf(recording);
    const frames = await replayedFrames(recording, choice);
    expect(frames).to.have.lengthOf(Math.ceil((labels.length - choice.first) / choice.every));
    frames!.forEach(({ observation, action }, index) => {
      const step = choice.first + index * choice.every;
      expect(observation).to.deep.equal(strip[step]);
      expect(action).to.deep.equal(labels[step]);
    });
  });

  it("are denser where the demonstrator steers hard, by either way of reading", async () => {
    const labels = labelsOf(recording) as readonly (readonly number[])[];
    const isChosen = ([steer]: readonly number[], step: number) =>
      step % (Math.abs(steer!) > 0.3 ? 4 : 20) === 0;
    const wished = labels.filter(isChosen);
    const dense = { first: 0, every: 20, everyHard: 4 };
    const replayed = (await replayedFrames(recording, dense))!;
    expect(replayed.map(({ action }) => action)).to.deep.equal(wished);
    expect(wished.length).to.be.above(1.3 * Math.ceil(labels.length / 20));
    const hashes = recording.hashes.map(() => "0000000000000000");
    const unpacked = await readDemonstratedFrames({ ...recording, hashes }, file, dense);
    expect(unpacked.map(({ action }) => action)).to.deep.equal(wished);
  });

  it("come with the car's true motion", async () => {
    const env = await CarRacing.create({ ...recording.environment.options, observation: "none" });
    const [frame] = (await replayedFrames(recording, { first: 120, every: 1000, everyHard: 1000 }))!;
    env.reset({ seed: recording.seed });
    let info = {};
    for (const action of recording.actions.slice(0, 120)) [, , , , info] = env.step(action as number[]);
    const { speed, yawRate } = frame!;
    expect(info).to.include({ speed, yawRate });
    env.close();
  });

  it("are read from the film strip when the replay shows something else, their motion from the indicators", async () => {
    const hashes = recording.hashes.map((hash, index) => (index === 83 ? "0000000000000000" : hash));
    const changed = { ...recording, hashes };
    expect(await replayedFrames(changed, choice)).to.equal(undefined);
    const replayed = await replayedFrames(recording, choice);
    const unpacked = await readDemonstratedFrames(changed, file, choice);
    expect(unpacked).to.have.lengthOf(replayed!.length);
    unpacked.forEach(({ speed, yawRate, ...seen }, index) => {
      const { speed: trueSpeed, yawRate: trueYawRate, aim: _, ...drawn } = replayed![index]!;
      expect(seen).to.deep.equal(drawn);
      expect(speed).to.be.closeTo(trueSpeed, 4);
      expect(yawRate).to.be.closeTo(trueYawRate, 0.15);
    });
  });

  it("are refused when neither replay nor strip shows them", async () => {
    const copy = join(folder(), "lap.json");
    await copyFile(file, copy);
    await writeFile(stripOf(copy), "no picture");
    const environment = { ...recording.environment, id: "CarRacing-v9" };
    const changed = { ...recording, environment };
    const error = await readDemonstratedFrames(changed, copy, choice).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InputError);
    expect((error as InputError).message).to.include(stripOf(copy));
    await rm(copy);
  });

  it("show their motion within a metre a second, on average", async () => {
    const frames = (await replayedFrames(recording, { first: 0, every: 5, everyHard: 5 }))!;
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const error = (of: "speed" | "yawRate") =>
      mean(frames.map((frame) => Math.abs(frame[of] - motionSeen(frame.observation)[of])));
    expect(error("speed")).to.be.below(1);
    expect(error("yawRate")).to.be.below(0.03);
  });
});

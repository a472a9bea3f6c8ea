import { copyFile, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import { CarRacing } from "../../../envs/box2d/car-racing/car-racing.js";
import { adapter } from "../../../src/adapters/car-racing/adapter.js";
import { motionSeen, privilegedOf } from "../../../src/adapters/car-racing/motion.js";
import { InputError } from "../../../src/errors.js";
import { type Choice, readFramesOf, replayedFrames } from "../../../src/imitation/demonstration.js";
import { labelsOf, type Recording } from "../../../src/recordings/recording.js";
import {
  findRecordings,
  readFrames,
  readRecording,
  sheetOf,
} from "../../../src/recordings/recording-folder.js";
import { resetSeed } from "../../../src/rollout/seeds.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";

const recordings = join(import.meta.dirname, "../../../../recordings");
const replay = (recording: Recording, chosen: Choice) => replayedFrames(recording, "", adapter, chosen);
const readAll = (recording: Recording, file: string, chosen: Choice) =>
  readFramesOf(recording, file, adapter, chosen);
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
    const frames = await replay(recording, choice);
    expect(frames).to.have.lengthOf(Math.ceil((labels.length - choice.first) / choice.every));
    frames!.forEach(({ observation, label }, index) => {
      const step = choice.first + index * choice.every;
      expect(observation).to.deep.equal(strip[step]);
      expect(label).to.deep.equal(labels[step]);
    });
  });

  it("are denser where the agent steers hard, by either way of reading", async () => {
    const labels = labelsOf(recording) as readonly (readonly number[])[];
    const isChosen = ([steer]: readonly number[], step: number) =>
      step % (Math.abs(steer!) > 0.3 ? 4 : 20) === 0;
    const targets = labels.filter(isChosen);
    const dense = { first: 0, every: 20, everyHard: 4 };
    const replayed = (await replay(recording, dense))!;
    expect(replayed.map(({ label }) => label)).to.deep.equal(targets);
    expect(targets.length).to.be.above(1.3 * Math.ceil(labels.length / 20));
    const other = { ...recording, environment: { ...recording.environment, id: "CarRacing-v9" } };
    const unpacked = await readAll(other, file, dense);
    expect(unpacked.map(({ label }) => label)).to.deep.equal(targets);
  });

  it("come with the car's true motion", async () => {
    const env = await CarRacing.create({ ...recording.environment.options, observation: "none" });
    const [frame] = (await replay(recording, { first: 120, every: 1000, everyHard: 1000 }))!;
    env.reset({ seed: resetSeed(recording.seed) });
    let info = {};
    for (const action of recording.actions.slice(0, 120)) [, , , , info] = env.step(action as number[]);
    const [speed, yawRate] = frame!.privileged;
    const { speed: trueSpeed, yawRate: trueYawRate } = info as { speed: number; yawRate: number };
    expect([speed, yawRate]).to.deep.equal([Math.fround(trueSpeed), Math.fround(trueYawRate)]);
    env.close();
  });

  it("are read from the frame sheet when the replay shows something else, their motion from the indicators", async () => {
    const changed = { ...recording, environment: { ...recording.environment, id: "CarRacing-v9" } };
    expect(await replay(changed, choice)).to.equal(undefined);
    const replayed = await replay(recording, choice);
    const unpacked = await readAll(changed, file, choice);
    expect(unpacked).to.have.lengthOf(replayed!.length);
    unpacked.forEach(({ privileged, ...seen }, index) => {
      const { privileged: known, ...drawn } = replayed![index];
      const [own, real] = [privilegedOf(privileged), privilegedOf(known)];
      expect(seen).to.deep.equal(drawn);
      expect(own.speed).to.be.closeTo(real.speed, 4);
      expect(own.yawRate).to.be.closeTo(real.yawRate, 0.15);
    });
  });

  it("are refused when a frame of the sheet is not the one whose hash was recorded", async () => {
    const hashes = recording.hashes.map((hash, index) => (index === 83 ? "0000000000000000" : hash));
    const changed = { ...recording, hashes };
    expect(await replay(changed, choice)).to.equal(undefined);
    const error = await readAll(changed, file, choice).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InputError);
    expect((error as InputError).message).to.include("frame 83 of the frame sheet");
  });

  it("are refused when neither replay nor strip shows them", async () => {
    const copy = join(folder(), "lap.json");
    await copyFile(file, copy);
    await writeFile(sheetOf(copy), "no picture");
    const environment = { ...recording.environment, id: "CarRacing-v9" };
    const changed = { ...recording, environment };
    const error = await readAll(changed, copy, choice).catch((reason: unknown) => reason);
    expect(error).to.be.instanceOf(InputError);
    expect((error as InputError).message).to.include(sheetOf(copy));
    await rm(copy);
  });

  it("show their motion within a metre a second, on average", async () => {
    const frames = (await replay(recording, { first: 0, every: 5, everyHard: 5 }))!;
    const mean = (values: number[]) => values.reduce((a, b) => a + b, 0) / values.length;
    const error = (of: "speed" | "yawRate") =>
      mean(
        frames.map(({ privileged, observation }) =>
          Math.abs(privilegedOf(privileged)[of] - motionSeen(observation as Uint8Array)[of]),
        ),
      );
    expect(error("speed")).to.be.below(1);
    expect(error("yawRate")).to.be.below(0.03);
  });
});

import { readFileSync, writeFileSync } from "node:fs";
import { expect } from "chai";
import { openEnv } from "../../../src/adapters/environments.js";
import { decodeFrameSheet, encodeFrameSheet } from "../../../src/recordings/frame-sheet.js";
import { formatRecording, parseRecording, type Recording } from "../../../src/recordings/recording.js";
import { sheetOf } from "../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../src/recordings/verify.js";
import { writeTrajectory } from "../../../src/recordings/write-trajectory.js";
import { rollout } from "../../../src/rollout/rollout.js";
import { recordDot } from "./dot-recording.js";
import { temporaryFolder } from "./temporary-folder.js";

/** Five steps of CartPole. */
async function recordPole(folder: string): Promise<string> {
  const reference = { id: "CartPole-v1", options: {} };
  const env = await openEnv(reference);
  const trajectory = rollout(env, { predict: () => 1 }, { reference, seed: 1, maxSteps: 5 });
  const { observationSpace } = env;
  return writeTrajectory(trajectory, { folder, agent: { kind: "expert", name: "right" }, observationSpace });
}

describe("verifyRecording", () => {
  const folder = temporaryFolder();
  let file: string;
  beforeEach(async () => {
    file = await recordDot(folder());
  });

  /** Writes the recording with a change and a fitting checksum, as a forger would. */
  const forge = (change: (recording: Recording) => Partial<Recording>) => {
    const recording = parseRecording(readFileSync(file, "utf8"), file);
    writeFileSync(file, formatRecording({ ...recording, ...change(recording) }));
    return verifyRecording(file);
  };

  it("finds nothing wrong with a true recording", async () => {
    expect(await verifyRecording(file)).to.equal(undefined);
  });

  it("finds labels that are no actions, which no replay takes", async () => {
    for (const label of [[1], [1, 2, 3], 1]) {
      const difference = await forge(({ actions }) => ({ labels: actions.with(5, label) }));
      expect(difference).to.match(/: step 5: expected a label out of Box\(.*, got \[?1/);
    }
    expect(await forge(({ actions }) => ({ labels: actions }))).to.equal(undefined);
    const poles = folder();
    const pole = await recordPole(poles);
    for (const label of [2, -1, 0.5]) {
      const recording = parseRecording(readFileSync(pole, "utf8"), pole);
      writeFileSync(pole, formatRecording({ ...recording, labels: recording.actions.map(() => label) }));
      expect(await verifyRecording(pole)).to.match(/step 0: expected a label out of Discrete\(2/);
    }
  });

  it("finds a changed action by what follows from it", async () => {
    const difference = await forge(({ actions }) => ({ actions: actions.with(17, [0.2, 0.5]) }));
    expect(difference).to.match(/step 18: expected the recorded reward .* got .* from the replay/);
  });

  it("finds a changed reward", async () => {
    const difference = await forge(({ rewards }) => ({ rewards: rewards.with(30, 1) }));
    expect(difference).to.include("step 31: expected the recorded reward 1, got ");
  });

  it("finds a changed hash", async () => {
    const difference = await forge(({ hashes }) => ({ hashes: hashes.with(0, "0000000000000000") }));
    expect(difference).to.include("step 0: expected the recorded observation 0000000000000000, got ");
  });

  it("finds a changed end", async () => {
    expect(await forge(() => ({ terminated: true }))).to.include(
      "step 40: expected the recorded terminated true, got false",
    );
  });

  it("finds another seed", async () => {
    expect(await forge(() => ({ seed: 4 }))).to.include("step 0: expected the recorded observation");
  });

  it("finds other options of the environment", async () => {
    const difference = await forge(() => ({ environment: { id: "Dot-v0", options: { speed: 2 } } }));
    expect(difference).to.include("step 1: expected the recorded reward");
  });

  it("finds an action that the environment refuses", async () => {
    const difference = await forge(({ actions }) => ({ actions: actions.with(5, [2, 0.5]) }));
    expect(difference).to.include("step 6: expected an action of");
  });

  it("finds a changed pixel of the frame sheet", async () => {
    const recording = parseRecording(readFileSync(file, "utf8"), file);
    const frames = decodeFrameSheet(readFileSync(sheetOf(file)), recording.frame!, 41);
    frames[29][10] ^= 1;
    writeFileSync(sheetOf(file), await encodeFrameSheet(frames, recording.frame!));
    expect(await verifyRecording(file)).to.include("frame sheet: expected frame 29 to be");
  });

  it("finds a label that was changed without a fitting checksum", async () => {
    file = await recordDot(folder(), { noise: true });
    writeFileSync(file, readFileSync(file, "utf8").replace('"labels": [[0.1,', '"labels": [[0.3,'));
    const error = await verifyRecording(file).catch((thrown) => thrown);
    expect(error.message).to.include("SHA-256 differs");
  });

  it("says that this version has no such environment", async () => {
    const error = await forge(() => ({ environment: { id: "Dot-v7", options: {} } })).catch(
      (thrown) => thrown,
    );
    expect(error.message).to.include("expected a registered version of Dot (Dot-v0), got Dot-v7");
  });
});

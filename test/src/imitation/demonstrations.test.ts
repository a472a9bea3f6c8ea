import { copyFile, mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { driveTowards } from "../../../envs/box2d/car-racing/expert.js";
import { ENCODINGS } from "../../../src/adapters/car-racing/decoders.js";
import { InputError } from "../../../src/errors.js";
import type { Wish } from "../../../src/imitation/demonstration.js";
import { loadDemonstrations } from "../../../src/imitation/demonstrations.js";
import { labelsOf } from "../../../src/recordings/recording.js";
import { findRecordings, readFrames, readRecording } from "../../../src/recordings/recording-folder.js";

const recordings = join(import.meta.dirname, "../../../../recordings");
const EVERY = 50;
const FRAME = 96 * 96 * 3;

describe("demonstrations", () => {
  it("are frames and the outputs wished for them, with a whole episode held out", async () => {
    const progress: number[] = [];
    const { fit, validation } = await loadDemonstrations(
      recordings,
      { every: EVERY, everyHard: EVERY, targetsOf: (wishes) => ENCODINGS.control.targetsOf(wishes) },
      (done) => progress.push(done),
    );
    expect(progress).to.deep.equal([1, 2, 3, 4]);
    const files = await findRecordings(recordings);
    const counts: number[] = [];
    for (const [index, file] of files.entries()) {
      const recording = await readRecording(file);
      const labels = labelsOf(recording);
      counts.push(Math.ceil((labels.length - index) / EVERY));
      if (index > 0) continue;
      const frames = await readFrames(file, recording);
      for (const place of [0, 1, counts[0] - 1]) {
        expect(fit.images.subarray(place * FRAME, (place + 1) * FRAME)).to.deep.equal(frames[place * EVERY]);
        if (fit.targets.kind !== "values") throw new Error("expected values");
        const own = Array.from(fit.targets.values.subarray(3 * place, 3 * place + 3));
        const action = labels[place * EVERY] as readonly number[];
        const wished = ENCODINGS.control.targetsOf([{ action, speed: 0, yawRate: 0 }]);
        expect(wished).to.deep.equal({ kind: "values", outputs: 3, values: Float32Array.from(own) });
      }
    }
    expect(validation.count).to.equal(counts.at(-1));
    expect(fit.count).to.equal(counts[0] + counts[1] + counts[2]);
  });

  it("tell what the scripted expert aimed at, and in which motion", async () => {
    const wishes: Wish[] = [];
    await loadDemonstrations(recordings, {
      every: EVERY,
      everyHard: EVERY,
      targetsOf(some) {
        wishes.push(...some);
        return ENCODINGS.control.targetsOf(some);
      },
    });
    for (const { action, aim, speed, yawRate } of wishes) {
      if (!aim) throw new Error("expected an aim");
      for (const [index, value] of driveTowards(aim, speed, yawRate).entries()) {
        expect(value).to.be.closeTo(action[index]!, 1e-4);
      }
    }
    expect(Math.max(...wishes.map(({ speed }) => speed))).to.be.above(60);
  });

  it("are refused in one sentence when there are too few, or one is damaged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "laps-"));
    try {
      const refused = async () => {
        const error = await loadDemonstrations(folder, {
          every: EVERY,
          everyHard: EVERY,
          targetsOf: (wishes) => ENCODINGS.control.targetsOf(wishes),
        }).catch((reason: unknown) => reason);
        expect(error).to.be.instanceOf(InputError);
        return (error as InputError).message;
      };
      expect(await refused()).to.match(/at least 2 recorded episodes.*got 0/);
      for (const file of (await findRecordings(recordings)).slice(0, 2)) {
        for (const path of [file, file.replace(/json$/, "png")]) {
          await copyFile(path, join(folder, path.slice(recordings.length + 1)));
        }
      }
      const [first] = await findRecordings(folder);
      await truncate(first, (await readFile(first)).length / 2);
      expect(await refused()).to.include(first);
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

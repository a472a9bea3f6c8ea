import { copyFile, mkdtemp, readFile, rm, truncate } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { driveTowards } from "../../../envs/box2d/car-racing/expert.js";
import { adapter } from "../../../src/adapters/car-racing/adapter.js";
import { DECODERS } from "../../../src/adapters/car-racing/decoders.js";
import { packPrivileged, privilegedOf } from "../../../src/adapters/car-racing/motion.js";
import { InputError } from "../../../src/errors.js";
import { loadDemonstrations } from "../../../src/imitation/demonstrations.js";
import type { ActionDecoder, Decision } from "../../../src/policies/action-decoder.js";
import { observationEncoder } from "../../../src/policies/observation-encoder.js";
import { labelsOf } from "../../../src/recordings/recording.js";
import { findRecordings, readFrames, readRecording } from "../../../src/recordings/recording-folder.js";

const recordings = join(import.meta.dirname, "../../../../recordings");
const EVERY = 50;
const FRAME = 96 * 96 * 3;

/** Few frames of each, for the network's outputs that a decoder wants. */
const options = (decoder: ActionDecoder) => ({
  env: { id: "CarRacing-v3", options: {} },
  adapter: { ...adapter, hyperparameters: { every: EVERY, everyHard: EVERY } },
  encoder: observationEncoder({ kind: "image", height: 96, width: 96, channels: 3 }),
  decoder,
  actionSize: 3,
});

describe("demonstrations", () => {
  it("are frames and the target outputs for them, with a whole episode held out", async () => {
    const progress: number[] = [];
    const { fit, validation } = await loadDemonstrations(recordings, {
      ...options(DECODERS.control),
      onProgress: (done) => progress.push(done),
    });
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
        const targets = DECODERS.control.targetsOf([
          { action, privileged: packPrivileged({ speed: 0, yawRate: 0 }) },
        ]);
        expect(targets).to.deep.equal({ kind: "values", outputs: 3, values: Float32Array.from(own) });
      }
    }
    expect(validation.count).to.equal(counts.at(-1));
    expect(fit.count).to.equal(counts[0] + counts[1] + counts[2]);
  });

  it("are corrupted here and there when asked to, the same each time", async () => {
    const read = async (augment?: ("blur" | "noise")[]) =>
      (await loadDemonstrations(recordings, { ...options(DECODERS.control), augment })).fit;
    const [plain, corrupted, again] = [
      await read(),
      await read(["blur", "noise"]),
      await read(["blur", "noise"]),
    ];
    expect(again.images).to.deep.equal(corrupted.images);
    expect(corrupted.targets).to.deep.equal(plain.targets);
    const kinds = { same: 0, blurred: 0, noisy: 0 };
    for (let index = 0; index < plain.count; index++) {
      const [before, after] = [plain, corrupted].map(({ images }) =>
        images.subarray(index * FRAME, (index + 1) * FRAME),
      );
      const changed = before.filter((byte, place) => byte !== after[place]).length / FRAME;
      // Noise spares few bytes but those that are black already; blur changes edges alone.
      kinds[changed === 0 ? "same" : changed > 0.8 ? "noisy" : "blurred"]++;
    }
    for (const count of Object.values(kinds)) expect(count / plain.count).to.be.within(0.15, 0.55);
  });

  it("tell what the scripted expert aimed at, and in which motion", async () => {
    const decisions: Decision[] = [];
    const listening: ActionDecoder = {
      ...DECODERS.control,
      targetsOf(some) {
        decisions.push(...some);
        return DECODERS.control.targetsOf(some);
      },
    };
    await loadDemonstrations(recordings, options(listening));
    for (const { action, privileged } of decisions) {
      const { aim, speed, yawRate } = privilegedOf(privileged);
      if (!aim) throw new Error("expected an aim");
      for (const [index, value] of driveTowards(aim, speed, yawRate).entries()) {
        expect(value).to.be.closeTo((action as ArrayLike<number>)[index], 1e-4);
      }
    }
    const speeds = decisions.map(({ privileged }) => privilegedOf(privileged).speed);
    expect(Math.max(...speeds)).to.be.above(60);
  });

  it("are refused in one sentence when there are too few, or one is damaged", async () => {
    const folder = await mkdtemp(join(tmpdir(), "laps-"));
    try {
      const refused = async () => {
        const error = await loadDemonstrations(folder, options(DECODERS.control)).catch(
          (reason: unknown) => reason,
        );
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

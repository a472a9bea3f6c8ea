import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { InputError } from "../../../../../src/errors.js";
import { observationHash } from "../../../../../src/recordings/recording.js";
import {
  type Agreement,
  disputed,
  type EpisodeVideo,
  errorOf,
  replayEpisode,
  shareOf,
} from "../../../../../src/viewers/web/car-racing/replay.js";

const FILE = "recordings/expert-teacher-000003.json";
const FRAME = 96 * 96 * 3;

describe("replayEpisode", () => {
  let text: string;
  before(async () => {
    text = await readFile(FILE, "utf8");
  });

  it("gives every image that was recorded, and the same line with and without them", async () => {
    const video = (await replayEpisode(text, FILE, { video: true })) as EpisodeVideo;
    expect(video.difference).to.equal(undefined);
    const { hashes } = video.recording;
    for (const frame of [0, 1, 300, hashes.length - 1]) {
      expect(observationHash(video.frames.subarray(frame * FRAME, (frame + 1) * FRAME))).to.equal(
        hashes[frame],
      );
    }
    const { path, road } = await replayEpisode(text, FILE, { video: false });
    expect(path).to.deep.equal(video.path);
    expect(road).to.deep.equal(video.road);
  });

  it("refuses what has no steering and pedals", async () => {
    const { actions: _, ...rest } = JSON.parse(text);
    const problem = await replayEpisode(JSON.stringify(rest), FILE, { video: false }).catch((error) => error);
    expect(problem).to.be.instanceOf(InputError);
  });
});

describe("disputed", () => {
  it("finds the steps that differ by more than is tolerated, in one control or in any", () => {
    const agreement: Agreement = {
      actions: new Float32Array(12),
      differences: Float32Array.of(0.125, 0, 1, 0.25, 0, 0, 0.5, 0, 0, 2, 0.75, 0),
    };
    expect(disputed(agreement, { tolerance: 0.25, control: 0 })).to.deep.equal([2, 3]);
    expect(disputed(agreement, { tolerance: 0.25, control: 2 })).to.deep.equal([0]);
    expect(disputed(agreement, { tolerance: 0.25 })).to.deep.equal([0, 2, 3]);
    expect(shareOf(agreement, { tolerance: 0.25, control: 0 })).to.equal(0.5);
    expect(shareOf(agreement, { tolerance: 2 })).to.equal(1);
    expect(errorOf(agreement, 1)).to.equal(0.1875);
  });
});

import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { InputError } from "../../../../../src/errors.js";
import { observationHash } from "../../../../../src/recordings/recording.js";
import { type EpisodeVideo, replayEpisode } from "../../../../../src/viewers/web/car-racing/replay.js";

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

import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { PNG } from "pngjs";
import { openEnv } from "../../../../src/adapters/environments.js";
import { LiveEpisode } from "../../../../src/rollout/rollout.js";
import { shrink } from "../../../../src/viewers/shrink.js";
import { writeVideo } from "../../../../src/viewers/video/video.js";
import { decodeGif } from "../../../envs/video/gif.js";

describe("video", () => {
  let folder: string;
  let file: string;
  let env: Awaited<ReturnType<typeof openEnvironment>>;

  before(async () => {
    env = await openEnvironment();
  });
  after(() => env.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-video-"));
    file = join(folder, "lap.gif");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const newEpisode = () => new LiveEpisode(env, { predict: () => [0, 1, 0] }, 5);
  const usual = { episodes: 1, speed: 1, width: 600, signal: new AbortController().signal };

  it("shows every second step, the first frame and the last", async () => {
    const live = newEpisode();
    const made = await writeVideo(file, { ...usual, live });
    const bytes = await readFile(file);
    expect(made).to.deep.equal({ frames: 4, bytes: bytes.length });
    const { width, height, frames } = decodeGif(bytes);
    expect({ width, height }).to.deep.equal({ width: 600, height: 400 });
    expect(frames.map(({ delay }) => delay)).to.deep.equal([4, 4, 4, 4]);
    const last = live.env.render("rgb_array").data;
    const difference = last.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - frames[3].data[i])),
      0,
    );
    expect(difference).to.be.at.most(16);
  });

  it("can be small, slow, and of several episodes", async () => {
    const live = newEpisode();
    const first = shrink(live.env.render("rgb_array"), 60, 40);
    const { frames } = await writeVideo(file, { ...usual, live, episodes: 2, speed: 0.5, width: 60 });
    const made = decodeGif(await readFile(file));
    expect(frames).to.equal(2 * 6);
    expect(made.frames).to.have.length(frames);
    expect({ width: made.width, height: made.height }).to.deep.equal({ width: 60, height: 40 });
    expect(made.frames[0].data.subarray(0, 60)).to.deep.equal(first.data.subarray(0, 60));
    expect(live.finished.map(({ seed }) => seed)).to.deep.equal([5, 6]);
  });

  it("is an MP4 with H.264 when its name says so", async () => {
    const mp4 = join(folder, "lap.mp4");
    const made = await writeVideo(mp4, { ...usual, live: newEpisode(), width: 75 });
    const bytes = await readFile(mp4);
    expect(made).to.deep.equal({ frames: 4, bytes: bytes.length });
    expect(bytes.toString("latin1", 4, 8)).to.equal("ftyp");
    expect(bytes.includes("avc1")).to.equal(true);
    expect(await readdir(folder)).to.deep.equal(["lap.mp4"]);
    // More frames than wait for the worker at a time: none is lost.
    const again = join(folder, "again.mp4");
    await writeVideo(again, { ...usual, live: newEpisode(), width: 75, episodes: 6 });
    expect(samplesOf(await readFile(again))).to.equal(6 * 4);
  });

  it("is a sheet of frames, one a second, as PNG", async () => {
    const sheet = join(folder, "lap.png");
    const live = newEpisode();
    const first = shrink(live.env.render("rgb_array"), 60, 40);
    await writeVideo(sheet, { ...usual, live, episodes: 7, width: 60 });
    const { width, height, data } = PNG.sync.read(await readFile(sheet));
    // 7 episodes of 4 images, 25 a second.
    expect({ width, height }).to.deep.equal({ width: 2 * 64 - 4, height: 40 });
    const row = data.subarray(0, 60 * 4).filter((_, index) => index % 4 < 3);
    expect([...row]).to.deep.equal([...first.data.subarray(0, 60 * 3)]);
  });

  it("is whole when it is ended early", async () => {
    const controller = new AbortController();
    await writeVideo(file, {
      ...usual,
      live: newEpisode(),
      signal: controller.signal,
      onStep: () => controller.abort(),
    });
    expect(decodeGif(await readFile(file)).frames).to.have.length(1);
    expect(await readdir(folder)).to.deep.equal(["lap.gif"]);
  });

  it("says so when the file cannot be written", async () => {
    const missing = join(folder, "missing", "lap.gif");
    const failure = await writeVideo(missing, { ...usual, live: newEpisode() }).catch((error) => error);
    expect(failure).to.include({ code: "ENOENT", path: missing });
  });

  it("refuses an MP4 of single pixels", async () => {
    const mp4 = join(folder, "lap.mp4");
    const failure = await writeVideo(mp4, { ...usual, live: newEpisode(), width: 1 }).catch((error) => error);
    expect(failure.message).to.include("expected frames of at least 2×2 pixels, got 1×1");
    expect(await readdir(folder)).to.deep.equal([]);
  });

  for (const ending of ["gif", "mp4", "png"]) {
    it(`leaves nothing behind when acting fails: ${ending}`, async () => {
      const predict = () => {
        throw new Error("no policy");
      };
      const live = new LiveEpisode(env, { predict }, 5);
      const failure = await writeVideo(join(folder, `lap.${ending}`), { ...usual, live }).catch(
        (error) => error,
      );
      expect(failure.message).to.equal("no policy");
      expect(await readdir(folder)).to.deep.equal([]);
    });
  }
});

/** The number of frames, which the box stsz tells after its version and a size that all have, 0. */
const samplesOf = (mp4: Buffer) => mp4.readUInt32BE(mp4.indexOf("stsz") + 12);

function openEnvironment() {
  return openEnv({ id: "CarRacing-v3", options: { maxEpisodeSteps: 5 } });
}

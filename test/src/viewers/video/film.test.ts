import { mkdtemp, readdir, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { PNG } from "pngjs";
import { make } from "../../../../envs/index.js";
import { Ride } from "../../../../src/rollout/ride.js";
import { shrink } from "../../../../src/viewers/shrink.js";
import { film } from "../../../../src/viewers/video/film.js";
import { decodeGif } from "../../../envs/video/gif.js";

describe("film", () => {
  let folder: string;
  let file: string;
  let env: Awaited<ReturnType<typeof openEnvironment>>;

  before(async () => {
    env = await openEnvironment();
  });
  after(() => env.close());
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-film-"));
    file = join(folder, "lap.gif");
  });
  afterEach(() => rm(folder, { recursive: true }));

  const newRide = () => new Ride(env, { act: () => [0, 1, 0] }, 5);
  const usual = { episodes: 1, speed: 1, width: 600, signal: new AbortController().signal };

  it("shows every second step, the first picture and the last", async () => {
    const ride = newRide();
    const made = await film(file, { ...usual, ride });
    const bytes = await readFile(file);
    expect(made).to.deep.equal({ frames: 4, bytes: bytes.length });
    const { width, height, frames } = decodeGif(bytes);
    expect({ width, height }).to.deep.equal({ width: 600, height: 400 });
    expect(frames.map(({ delay }) => delay)).to.deep.equal([4, 4, 4, 4]);
    const last = ride.picture.data;
    const difference = last.reduce(
      (most, value, i) => Math.max(most, Math.abs(value - frames[3]!.data[i]!)),
      0,
    );
    expect(difference).to.be.at.most(16);
  });

  it("can be small, slow, and of several episodes", async () => {
    const ride = newRide();
    const first = shrink(ride.picture, 60, 40);
    const { frames } = await film(file, { ...usual, ride, episodes: 2, speed: 0.5, width: 60 });
    const made = decodeGif(await readFile(file));
    expect(frames).to.equal(2 * 6);
    expect(made.frames).to.have.length(frames);
    expect({ width: made.width, height: made.height }).to.deep.equal({ width: 60, height: 40 });
    expect(made.frames[0]!.data.subarray(0, 60)).to.deep.equal(first.data.subarray(0, 60));
    expect(ride.finished.map(({ seed }) => seed)).to.deep.equal([5, 6]);
  });

  it("is an MP4 with H.264 when its name says so", async () => {
    const mp4 = join(folder, "lap.mp4");
    const made = await film(mp4, { ...usual, ride: newRide(), width: 75 });
    const bytes = await readFile(mp4);
    expect(made).to.deep.equal({ frames: 4, bytes: bytes.length });
    expect(bytes.toString("latin1", 4, 8)).to.equal("ftyp");
    expect(bytes.includes("avc1")).to.equal(true);
    expect(await readdir(folder)).to.deep.equal(["lap.mp4"]);
  });

  it("is a strip of stills, one a second, as PNG", async () => {
    const strip = join(folder, "lap.png");
    const ride = newRide();
    const first = shrink(ride.picture, 60, 40);
    await film(strip, { ...usual, ride, episodes: 7, width: 60 });
    const { width, height, data } = PNG.sync.read(await readFile(strip));
    // 7 episodes of 4 pictures, 25 a second.
    expect({ width, height }).to.deep.equal({ width: 2 * 64 - 4, height: 40 });
    const row = data.subarray(0, 60 * 4).filter((_, index) => index % 4 < 3);
    expect([...row]).to.deep.equal([...first.data.subarray(0, 60 * 3)]);
  });

  it("is whole when it is ended early", async () => {
    const controller = new AbortController();
    await film(file, {
      ...usual,
      ride: newRide(),
      signal: controller.signal,
      onStep: () => controller.abort(),
    });
    expect(decodeGif(await readFile(file)).frames).to.have.length(1);
    expect(await readdir(folder)).to.deep.equal(["lap.gif"]);
  });

  it("says so when the file cannot be written", async () => {
    const missing = join(folder, "missing", "lap.gif");
    const failure = await film(missing, { ...usual, ride: newRide() }).catch((error) => error);
    expect(failure).to.include({ code: "ENOENT", path: missing });
  });

  it("leaves nothing behind when driving fails", async () => {
    const act = () => {
      throw new Error("no driver");
    };
    const failure = await film(file, { ...usual, ride: new Ride(env, { act }, 5) }).catch((error) => error);
    expect(failure.message).to.equal("no driver");
    expect(await readdir(folder)).to.deep.equal([]);
  });
});

function openEnvironment() {
  return make("CarRacing-v3", { maxEpisodeSteps: 5 });
}

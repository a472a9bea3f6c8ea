import { execFileSync } from "node:child_process";
import { mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { SyncVectorEnv } from "../../../envs/index.js";
import {
  AsyncVectorEnv,
  cappedCubicSchedule,
  RecordVideo,
  type RecordVideoOptions,
} from "../../../envs/node.js";
import { Echo, pedals } from "../echo.js";
import { decodeGif } from "../video/gif.js";

const COAST = [0, 0, 0];

describe("RecordVideo", () => {
  let folder: string;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), "aann-gym-video-"));
  });
  afterEach(() => rmSync(folder, { recursive: true }));

  /** Plays episodes of three steps. */
  function play(episodes: number, options: RecordVideoOptions): void {
    const env = new RecordVideo(new Echo(pedals(), 3), join(folder, "videos"), options);
    for (let episode = 0; episode < episodes; episode++) {
      env.reset();
      while (!env.step(COAST)[2]);
    }
    env.close();
    expect(env.env.closed).equal(1);
  }

  const files = () => readdirSync(join(folder, "videos")).sort();
  /** The step that each image of a video shows: the first pixel of Echo's images. */
  const stepsIn = (file: string) =>
    decodeGif(readFileSync(join(folder, "videos", file))).frames.map(({ data }) => data[0]);

  it("records an episode from its reset to its end", () => {
    play(3, { episodeTrigger: (episode) => episode === 1, namePrefix: "lap" });
    expect(files()).deep.equal(["lap-episode-1.gif"]);
    expect(stepsIn("lap-episode-1.gif")).deep.equal([0, 1, 2, 3]);
    const { width, height, frames } = decodeGif(readFileSync(join(folder, "videos", "lap-episode-1.gif")));
    expect([width, height]).deep.equal([2, 1]);
    // Echo shows ten steps a second.
    expect(frames.map(({ delay }) => delay)).deep.equal([10, 10, 10, 10]);
  });

  it("films the episodes of Gymnasium's schedule", () => {
    play(10, {});
    expect(files()).deep.equal(["video-episode-0.gif", "video-episode-1.gif", "video-episode-8.gif"]);
    const chosen = Array.from({ length: 3001 }, (_, i) => i).filter(cappedCubicSchedule);
    expect(chosen).deep.equal([0, 1, 8, 27, 64, 125, 216, 343, 512, 729, 1000, 2000, 3000]);
  });

  it("films a number of steps, over the end of an episode", () => {
    play(3, { stepTrigger: (step) => step === 1, videoLength: 4, fps: 50 });
    expect(files()).deep.equal(["video-step-1.gif"]);
    // Gymnasium's videos have one image more than their length.
    expect(stepsIn("video-step-1.gif")).deep.equal([2, 3, 0, 1, 2]);
  });

  it("completes the film on close", () => {
    play(1, { stepTrigger: (step) => step === 2, videoLength: 100 });
    expect(stepsIn("video-step-2.gif")).deep.equal([3]);
  });

  it("keeps no pictures: each goes to the disk at once", () => {
    const env = new RecordVideo(new Echo(pedals()), folder, { episodeTrigger: () => true });
    env.reset();
    for (let step = 0; step < 50; step++) env.step(COAST);
    const [part] = readdirSync(folder);
    // What has been drawn is on disk already, under another name until it is complete.
    expect(part).match(/^video-episode-0\.gif\.aann-gym-\d+-\d+\.tmp$/);
    const bytes = readFileSync(join(folder, part!)).length;
    env.step(COAST);
    expect(readFileSync(join(folder, part!)).length).greaterThan(bytes);
    env.close();
    expect(readdirSync(folder)).deep.equal(["video-episode-0.gif"]);
  });

  it("refuses render modes, lengths and rates that cannot be", () => {
    const record = (options: RecordVideoOptions) => () =>
      new RecordVideo(new Echo(pedals()), folder, options);
    expect(record({ mode: "human" })).throws(TypeError, "render modes (rgb_array), got human");
    expect(record({ videoLength: 0 })).throws(RangeError, "got 0");
    expect(record({ fps: -1 })).throws(RangeError, "got -1");
  });

  it("refuses to film where another one does, until that is closed", async () => {
    const record = (namePrefix: string) => new RecordVideo(new Echo(pedals(), 3), folder, { namePrefix });
    const first = record("a");
    expect(() => record("a")).throws("expected a folder or a namePrefix of its own");
    record("b").close();
    first.close();
    record("a").close();
    const both = await SyncVectorEnv.create(2, () => record("c")).then(
      () => "made",
      (error: Error) => error.message,
    );
    expect(both).includes("where another one records");
    // What was made before the refusal is closed.
    record("c").close();
  });

  it("refuses to film where another thread does", async () => {
    process.env.FILMS = folder;
    const module = new URL("./film-source.js", import.meta.url);
    const both = await AsyncVectorEnv.create(2, { module }, { workers: 2 });
    const error = await both.reset({ seed: 1 }).then(
      () => "filmed",
      (reason: Error) => reason.message,
    );
    await both.close();
    expect(error).matches(/video-episode-0\.gif, which another thread records/);
    expect(readdirSync(folder).filter((name) => name.endsWith(".tmp"))).deep.equal([]);
  });

  it("leaves nothing of a film that cannot be written, and the episodes go on", () => {
    mkdirSync(join(folder, "video-episode-0.gif"));
    const env = new RecordVideo(new Echo(pedals(), 3), folder, { episodeTrigger: () => true });
    expect(() => env.reset()).throws(RangeError, "expected a file to write, got a folder");
    env.reset();
    // The next one goes away while it is being made.
    const [temporary] = readdirSync(folder).filter((name) => name.endsWith(".tmp"));
    mkdirSync(join(folder, "video-episode-1.gif"));
    rmSync(join(folder, temporary!));
    expect(() => env.reset()).throws("video-episode-1.gif");
    env.reset();
    env.close();
    expect(readdirSync(folder).sort()).deep.equal([0, 1, 3].map((n) => `video-episode-${n}.gif`));
  });

  it("completes films that nobody closes when the program ends", () => {
    const [envs, node] = ["index.js", "node.js"].map((file) =>
      JSON.stringify(new URL(`../../../envs/${file}`, import.meta.url).href),
    );
    const program = `import { make } from ${envs}; import { RecordVideo } from ${node};
      const env = new RecordVideo(await make("CartPole-v1"), ${JSON.stringify(folder)});
      env.reset({ seed: 1 }); env.step(0);`;
    execFileSync(process.execPath, ["--input-type=module"], { input: program, timeout: 20_000 });
    expect(readdirSync(folder)).deep.equal(["video-episode-0.gif"]);
    expect(decodeGif(readFileSync(join(folder, "video-episode-0.gif"))).frames).lengthOf(2);
  });
});

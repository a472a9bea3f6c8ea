import { existsSync, mkdirSync, readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { parquetMetadata, parquetReadObjects } from "hyparquet";
import { writeLeRobot } from "../../../../src/recordings/lerobot/write-lerobot.js";
import { readFrames, readRecording } from "../../../../src/recordings/recording-folder.js";
import { nextSeed } from "../../../../src/rollout/seeds.js";
import { changeRecording } from "../changed-recording.js";
import { recordDot } from "../dot-recording.js";
import { recordByRote } from "../rote-recording.js";
import { temporaryFolder } from "../temporary-folder.js";

/** Takes the place of an encoder: keeps what it gets. */
class Film {
  readonly frames: Uint8Array[] = [];
  state: "open" | "closed" | "discarded" = "open";

  add({ data }: { data: Uint8Array }): void {
    this.frames.push(data);
  }

  close(): void {
    this.state = "closed";
  }

  discard(): void {
    this.state = "discarded";
  }
}

describe("LeRobot data sets", () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const json = (name: string) => JSON.parse(readFileSync(at(`set/${name}`), "utf8"));
  const parquet = (name: string) => Uint8Array.from(readFileSync(at(`set/${name}`))).buffer;
  const rows = (name: string) => parquetReadObjects({ file: parquet(name) });
  const films = new Map<string, Film>();
  const openVideo = async (file: string) => {
    const film = new Film();
    films.set(file.replace(/^.*\/videos\//, ""), film);
    return film;
  };

  beforeEach(() => {
    films.clear();
    mkdirSync(at("laps"));
  });

  it("have a row for each step: what was seen, what was done, and what came of it", async () => {
    await recordByRote(at("laps"), "LunarLanderContinuous-v3", [[0.5, -1]], { seed: 1, steps: 30 });
    const file = await recordByRote(at("laps"), "LunarLanderContinuous-v3", [[1, 0.25]], {
      seed: String(2n ** 64n - 1n),
      steps: 20,
    });
    const summary = await writeLeRobot(at("laps"), at("set"), { openVideo }, {});
    expect(summary).to.include({ episodes: 2, frames: 50, framesPerSecond: 50 });
    const data = await rows("data/chunk-000/file-000.parquet");
    expect(data).to.have.lengthOf(50);
    const { rewards } = await readRecording(file);
    expect(data[31]).to.deep.include({
      ...{ action: [1, 0.25], "next.reward": Math.fround(rewards[1]!), "next.done": false },
      ...{ timestamp: Math.fround(1 / 50), frame_index: 1n, episode_index: 1n, index: 31n, task_index: 0n },
    });
    expect(data[31]!["observation.state"]).to.have.lengthOf(8);
    expect(data.map((row) => row["next.done"]).flatMap((done, i) => (done ? [i] : []))).to.deep.equal([
      29, 49,
    ]);
    const episodes = await rows("meta/episodes/chunk-000/file-000.parquet");
    expect(episodes.map(({ seed }) => BigInt(seed))).to.deep.equal([1n, 2n ** 64n - 1n]);
    expect(films.size).to.equal(0);
  });

  it("tell what they are, in the words of version 3", async () => {
    await recordByRote(at("laps"), "CartPole-v1", [0, 1]);
    await writeLeRobot(at("laps"), at("set"), { openVideo, task: "Balance the pole." }, {});
    const info = json("meta/info.json");
    expect(info).to.include({
      ...{ codebase_version: "v3.0", total_episodes: 1, total_frames: 20, total_tasks: 1, fps: 50 },
      ...{ data_path: "data/chunk-{chunk_index:03d}/file-{file_index:03d}.parquet", video_path: null },
    });
    expect(info.features["observation.state"]).to.deep.equal({ dtype: "float32", shape: [4], names: null });
    expect(info.features.action).to.deep.equal({ dtype: "int64", shape: [1], names: null });
    expect(await rows("meta/tasks.parquet")).to.deep.equal([
      { task_index: 0n, __index_level_0__: "Balance the pole." },
    ]);
    const kept = parquetMetadata(parquet("meta/tasks.parquet")).key_value_metadata;
    expect(JSON.parse(kept!.find(({ key }) => key === "pandas")!.value!).index_columns).to.deep.equal([
      "__index_level_0__",
    ]);
    const [episode] = await rows("meta/episodes/chunk-000/file-000.parquet");
    expect(episode).to.deep.include({
      ...{ episode_index: 0n, tasks: ["Balance the pole."], length: 20n, seed: 0n },
      ...{ dataset_from_index: 0n, dataset_to_index: 20n, "data/chunk_index": 0n, "data/file_index": 0n },
    });
  });

  it("have LeRobot's figures: of each episode, and of all", async () => {
    for (const seed of [1, 2]) await recordByRote(at("laps"), "CartPole-v1", [0, 0, 1], { seed, steps: 9 });
    await writeLeRobot(at("laps"), at("set"), { openVideo }, {});
    const [episode] = await rows("meta/episodes/chunk-000/file-000.parquet");
    expect(episode!["stats/action/mean"]).to.deep.equal([1 / 3]);
    expect(episode!["stats/action/q50"]).to.deep.equal([0]);
    expect(episode!["stats/frame_index/q10"]![0]).to.be.closeTo(0.8, 1e-12);
    expect(episode!["stats/action/count"]).to.deep.equal([9n]);
    const { action, index } = json("meta/stats.json");
    expect(action).to.include.keys("min", "max", "mean", "std", "count", "q01", "q10", "q50", "q90", "q99");
    expect([action.min, action.max, action.count]).to.deep.equal([[0], [1], [18]]);
    expect(action.std[0]).to.be.closeTo(Math.sqrt(2) / 3, 1e-12);
    // The variance of 0 … 17 is (18² − 1) / 12.
    expect(index.mean[0]).to.equal(8.5);
    expect(index.std[0]).to.be.closeTo(Math.sqrt(323 / 12), 1e-12);
  });

  it("have a video for each episode, of its images without the last one", async () => {
    const files = [
      await recordDot(at("laps"), { seed: 1, noise: true }),
      await recordDot(at("laps"), { seed: 2 }),
    ];
    await writeLeRobot(at("laps"), at("set"), { openVideo }, {});
    expect([...films.keys()]).to.deep.equal([0, 1].map((i) => `observation.image/chunk-000/file-00${i}.mp4`));
    for (const [i, film] of [...films.values()].entries()) {
      const recording = await readRecording(files.sort()[i]!);
      const frames = await readFrames(files.sort()[i]!, recording);
      expect(film.frames).to.deep.equal(frames.slice(0, -1));
      expect(film.state).to.equal("closed");
    }
    const { features } = json("meta/info.json");
    expect(features["observation.image"]).to.deep.include({ dtype: "video", shape: [4, 6, 3] });
    expect(json("meta/stats.json")["observation.image"].mean).to.have.lengthOf(3);
    const episodes = await rows("meta/episodes/chunk-000/file-000.parquet");
    const from = "videos/observation.image/";
    expect(episodes[1]).to.include({ [`${from}chunk_index`]: 0n, [`${from}file_index`]: 1n });
    expect(episodes[1]![`${from}to_timestamp`]).to.equal(Number(episodes[1]!.length) / 50);
    // One has labels, so the other's are what was done.
    expect(features.label).to.deep.equal({ dtype: "float32", shape: [2], names: null });
  });

  it("leave nothing behind when a recording does not replay", async () => {
    const file = await recordDot(at("laps"));
    changeRecording(file, (recording) => ({ ...recording, seed: nextSeed(recording.seed) }));
    const refused = await writeLeRobot(at("laps"), at("set"), { openVideo }, {}).catch(
      (error: Error) => error,
    );
    expect(refused)
      .to.be.an("error")
      .with.property("message")
      .that.matches(/expected the recorded observation/);
    expect([...films.values()].map(({ state }) => state)).to.deep.equal(["discarded"]);
    expect(existsSync(at("set"))).to.equal(false);
    expect(readdirSync(folder())).to.deep.equal(["laps"]);
  });
});

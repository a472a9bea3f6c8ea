import {
  cpSync,
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  truncateSync,
  writeFileSync,
} from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { type Dataset, File, type Group, ready } from "h5wasm/node";
import { Random } from "../../../../envs/random.js";
import { importMinari } from "../../../../src/recordings/minari/read-minari.js";
import { writeMinari } from "../../../../src/recordings/minari/write-minari.js";
import { readFrames, readRecording } from "../../../../src/recordings/recording-folder.js";
import { verifyRecording } from "../../../../src/recordings/verify.js";
import { changeRecording } from "../changed-recording.js";
import { recordDot } from "../dot-recording.js";
import { recordByRote } from "../rote-recording.js";
import { temporaryFolder } from "../temporary-folder.js";

/** Data sets of the real thing; see the README there. */
const COLLECTED = "test/golden/minari";

describe("Minari data sets", () => {
  const folder = temporaryFolder();
  const at = (name: string) => join(folder(), name);
  const metadata = (name: string) => JSON.parse(readFileSync(join(at(name), "metadata.json"), "utf8"));
  const data = (name: string) => join(at(name), "main_data.hdf5");

  /** What a step with the HDF5 file gives; the file is closed afterwards. */
  async function inFile<Value>(
    name: string,
    use: (file: File) => Value,
    mode: "r" | "a" = "r",
  ): Promise<Value> {
    await ready;
    const file = new File(data(name), mode);
    try {
      return use(file);
    } finally {
      file.close();
    }
  }

  const sentence = async (work: Promise<unknown>): Promise<string> => {
    try {
      await work;
    } catch (error) {
      expect((error as Error).name).to.equal("InputError");
      return (error as Error).message;
    }
    throw new Error("expected a refusal, got none");
  };

  beforeEach(() => mkdirSync(at("cart")));

  describe("export", () => {
    it("has an array for all that Minari reads of an episode, in Gymnasium's types", async () => {
      await recordByRote(at("cart"), "CartPole-v1", [0, 1, 1], { seed: 3, steps: 8 });
      await recordByRote(at("cart"), "CartPole-v1", [1], { seed: 4, steps: 100 });
      const summary = await writeMinari(at("cart"), at("set"), {}, {});
      expect(summary).to.include({ datasetId: "CartPole-v1/by-rote-v0", episodes: 2, recoverable: true });
      await inFile("set", (file) => {
        const array = (path: string) => file.get(path) as Dataset;
        const { actions, rewards } = {
          actions: array("episode_0/actions"),
          rewards: array("episode_0/rewards"),
        };
        expect(array("episode_0/observations").shape).to.deep.equal([9, 4]);
        expect(array("episode_0/observations").dtype).to.equal("<f");
        expect([actions.dtype, rewards.dtype]).to.deep.equal(["<q", "<d"]);
        expect(actions.value).to.deep.equal(BigInt64Array.of(0n, 1n, 1n, 0n, 1n, 1n, 0n, 1n));
        for (const name of ["terminations", "truncations"]) {
          const ends = array(`episode_0/${name}`);
          expect(ends.metadata.enum_type?.members).to.deep.equal({ FALSE: 0, TRUE: 1 });
          // It was left early, which counts as truncated.
          expect(ends.json_value).to.deep.equal([...Array(7).fill(false), name === "truncations"]);
        }
        expect((array("episode_1/terminations").json_value as boolean[]).at(-1)).to.equal(true);
        expect((array("episode_1/truncations").json_value as boolean[]).at(-1)).to.equal(false);
        expect((file.get("episode_0/infos") as Group).keys()).to.deep.equal([]);
        const { attrs } = file.get("episode_0") as Group;
        expect(attrs.seed!.value).to.equal(3n);
        expect(attrs.total_steps!.value).to.equal(8n);
        expect(attrs.rewards_sum!.value).to.equal(8);
      });
    });

    it("says what Minari's metadata say, with Python's infinities in the spaces", async () => {
      await recordByRote(at("cart"), "CartPole-v1", [1], { options: { suttonBartoReward: true } });
      const fields = { datasetId: "carts/ada-v2", author: "Ada", authorEmail: "a@b.c", algorithm: "rote" };
      await writeMinari(at("cart"), at("set"), { ...fields, codePermalink: "https://x.y" }, {});
      const written = metadata("set");
      expect(written).to.include({
        ...{ total_episodes: 1, total_steps: 8, data_format: "hdf5", jpeg_encoding: false },
        ...{
          minari_version: "0.5.0",
          dataset_id: "carts/ada-v2",
          algorithm_name: "rote",
          code_permalink: "https://x.y",
        },
      });
      expect([written.author, written.author_email]).to.deep.equal([["Ada"], ["a@b.c"]]);
      expect(written.observation_space).to.include('"low":[-4.800000190734863,-Infinity,');
      expect(JSON.parse(written.action_space)).to.deep.equal({
        type: "Discrete",
        dtype: "int64",
        start: 0,
        n: 2,
      });
      expect(JSON.parse(written.env_spec)).to.include({
        id: "CartPole-v1",
        entry_point: "gymnasium.envs.classic_control.cartpole:CartPoleEnv",
        max_episode_steps: 500,
      });
      expect(JSON.parse(written.env_spec).kwargs).to.deep.equal({ sutton_barto_reward: true });
    });

    it("keeps images without loss and leaves out the specification that Gymnasium does not have", async () => {
      const file = await recordDot(at("cart"), { steps: 5 });
      expect(await writeMinari(at("cart"), at("set"), {}, {})).to.include({ recoverable: false });
      expect(metadata("set")).not.to.have.property("env_spec");
      const frames = await readFrames(file, await readRecording(file));
      await inFile("set", (opened) => {
        const stored = opened.get("episode_0/observations") as Dataset;
        expect(stored.shape).to.deep.equal([6, 5, 7, 3]);
        expect(stored.value).to.deep.equal(Uint8Array.from(frames.flatMap((frame) => [...frame])));
      });
    });

    it("keeps the parts of observations apart, and what infos tell in every step", async () => {
      await recordByRote(at("cart"), "Blackjack-v1", [1, 0]);
      await writeMinari(at("cart"), at("hands"), {}, {});
      mkdirSync(at("lake"));
      await recordByRote(at("lake"), "FrozenLake-v1", [2, 1], { steps: 3 });
      await writeMinari(at("lake"), at("ice"), {}, {});
      await inFile("hands", (file) => {
        const parts = file.get("episode_0/observations") as Group;
        expect(parts.keys()).to.deep.equal(["_index_0", "_index_1", "_index_2"]);
        expect((parts.get("_index_0") as Dataset).dtype).to.equal("<q");
      });
      await inFile("ice", (file) => {
        const { value } = file.get("episode_0/infos/prob") as Dataset;
        expect(value).to.deep.equal(Float64Array.of(1, 1 - 2 / 3, 1 - 2 / 3, 1 - 2 / 3));
      });
    });

    it("refuses recordings of several environments, and an id that Minari would not take", async () => {
      await recordByRote(at("cart"), "CartPole-v1", [1]);
      expect(await sentence(writeMinari(at("cart"), at("set"), { datasetId: "no version" }, {}))).to.equal(
        "expected a data set's id of the form namespace/name-v0, got no version",
      );
      await recordByRote(at("cart"), "CartPole-v0", [1], { seed: 1 });
      expect(await sentence(writeMinari(at("cart"), at("set"), {}, {}))).to.match(
        /000001\.json: expected the environment of the recordings before it, CartPole-v1 \{\}, got CartPole-v0/,
      );
      expect(readdirSync(folder())).to.deep.equal(["cart"]);
    });

    it("refuses a recording that does not replay, and leaves nothing behind when it is interrupted", async () => {
      const file = await recordByRote(at("cart"), "CartPole-v1", [0, 1], { steps: 60 });
      const signal = AbortSignal.abort();
      const stopped = await writeMinari(at("cart"), at("set"), {}, { signal }).catch(
        (error: Error) => error.name,
      );
      expect(stopped).to.equal("AbortError");
      changeRecording(file, ({ hashes, ...others }) => ({
        ...others,
        hashes: hashes.map((hash, i) => (i === 4 ? "0".repeat(16) : hash)),
      }));
      expect(await sentence(writeMinari(at("cart"), at("set"), {}, {}))).to.match(
        /000000\.json: step 4: expected the recorded observation 0{16}, got/,
      );
      expect(readdirSync(folder())).to.deep.equal(["cart"]);
    });
  });

  describe("import", () => {
    const roundTrip = async () => {
      await writeMinari(at("cart"), at("set"), {}, {});
      return importMinari(at("set"), at("back"), {});
    };
    const contents = (name: string) =>
      readdirSync(at(name)).map((file) => [file, readFileSync(join(at(name), file)).toString("base64")]);

    it("gives the recordings that were exported, to the byte", async () => {
      await recordByRote(
        at("cart"),
        "LunarLanderContinuous-v3",
        [
          [0.5, -0.25],
          [1, 0.75],
        ],
        {
          ...{ steps: 40, seed: 7, options: { physics: "float32" } },
        },
      );
      await recordByRote(at("cart"), "LunarLanderContinuous-v3", [[0, 0]], {
        ...{ steps: 300, seed: 8, options: { physics: "float32" } },
      });
      const { recordings, observationsCompared } = await roundTrip();
      expect(recordings).to.deep.equal(["policy-by-rote-000007.json", "policy-by-rote-000008.json"]);
      expect(observationsCompared).to.equal(true);
      expect(contents("back")).to.deep.equal(contents("cart"));
    });

    it("does so with seeds of 64 bits, which no number of JSON holds", async () => {
      const seeds = [2n ** 53n, 2n ** 63n - 1n, 2n ** 63n, 2n ** 64n - 1n].map(String);
      for (const seed of seeds) await recordByRote(at("cart"), "CartPole-v1", [0, 1], { seed });
      const { recordings } = await roundTrip();
      expect(contents("back")).to.deep.equal(contents("cart"));
      const stored = await Promise.all(recordings.map((name) => readRecording(join(at("back"), name))));
      expect(stored.map(({ seed }) => seed)).to.have.members(seeds);
      // The lower bits count.
      expect(new Set(stored.map(({ hashes }) => hashes[0]))).to.have.lengthOf(seeds.length);
    });

    it("takes what Minari's DataCollector made, with the seeds that it draws itself", async () => {
      for (const [name, id] of [
        ["cart-pole", "CartPole-v1"],
        ["lunar-lander", "LunarLander-v3"],
      ] as const) {
        const out = at(`${name}-back`);
        const imported = await importMinari(join(COLLECTED, name), out, {});
        expect(imported).to.deep.include({ observationsCompared: true });
        expect(imported.environment.id).to.equal(id);
        for (const file of imported.recordings) {
          expect(await verifyRecording(join(out, file))).to.equal(undefined);
          expect((await readRecording(join(out, file))).seed).to.match(/^\d{16,20}$/);
        }
      }
    });

    it("does so with frames and labels, and with observations of parts", async () => {
      await recordDot(at("cart"), { noise: true });
      await roundTrip();
      expect(contents("back")).to.deep.equal(contents("cart"));
      await recordByRote(at("hands"), "Blackjack-v1", [1, 1, 0], { seed: 5 });
      await writeMinari(at("hands"), at("hand-set"), {}, {});
      await importMinari(at("hand-set"), at("hands-back"), {});
      expect(contents("hands-back")).to.deep.equal(contents("hands"));
    });

    it("takes a data set of another program by its env_spec, and what it says of itself", async () => {
      await recordByRote(at("cart"), "LunarLander-v3", [0, 2], { options: { physics: "float32" } });
      await writeMinari(at("cart"), at("set"), {}, {});
      const { aann_gym: _, ...foreign } = metadata("set");
      const written = { ...foreign, algorithm_name: "PPO" };
      writeFileSync(join(at("set"), "metadata.json"), JSON.stringify(written));
      await inFile("set", (file) => (file.get("episode_0") as Group).delete_attribute("aann_gym"), "a");
      const { environment, recordings } = await importMinari(at("set"), at("back"), {});
      expect(environment).to.deep.equal({ id: "LunarLander-v3", options: { physics: "float32" } });
      const { agent } = await readRecording(join(at("back"), recordings[0]!));
      expect(agent).to.deep.equal({ kind: "policy", name: "PPO" });
    });

    /** Exports an episode of 40 steps, changes the file, and tells how its import is refused. */
    const refusal = async (change: (episode: Group, file: File) => void): Promise<string> => {
      await recordByRote(at("cart"), "MountainCarContinuous-v0", [[0.5], [-1]], { steps: 40 });
      await writeMinari(at("cart"), at("set"), {}, {});
      await inFile("set", (file) => change(file.get("episode_0") as Group, file), "a");
      const refused = await sentence(importMinari(at("set"), at("back"), {}));
      expect(readdirSync(folder())).to.deep.equal(["cart", "set"]);
      return refused.replace(`${data("set")}`, "FILE");
    };
    const array = (episode: Group, name: string) => episode.get(name) as Dataset;

    it("names the episode and step whose observation is another one", async () => {
      const refused = await refusal((episode) => {
        array(episode, "observations").write_slice(
          [
            [17, 18],
            [1, 2],
          ],
          Float32Array.of(0.5),
        );
      });
      expect(refused).to.match(
        /^FILE\/episode_0, step 17: expected the stored element 1 of the observation 0\.5, got -?0\.\d+ from the replay$/,
      );
    });

    it("names the step whose reward is another one", async () => {
      const refused = await refusal((episode) => {
        array(episode, "rewards").write_slice([[11, 12]], Float64Array.of(2));
      });
      expect(refused).to.match(/^FILE\/episode_0, step 12: expected the stored reward 2, got -0\.\d+ from/);
    });

    it("refuses an episode without a seed, and with one that no recording holds", async () => {
      expect(await refusal((episode) => episode.delete_attribute("seed"))).to.equal(
        "FILE/episode_0: expected a seed, without which nobody can replay it, got none",
      );
    });

    it("refuses a seed below 0", async () => {
      const refused = await refusal((episode) => {
        episode.delete_attribute("seed");
        episode.create_attribute("seed", BigInt64Array.of(-1n), [], "<q");
      });
      expect(refused).to.equal("FILE/episode_0: expected a seed of 64 bits, not below 0, got -1");
    });

    it("refuses arrays of another shape before it reads them", async () => {
      const refused = await refusal((episode) => array(episode, "observations").resize([2 ** 40, 2]));
      expect(refused).to.equal(
        "FILE/episode_0/observations: expected numbers of the shape [41, 2], got the shape [1099511627776, 2]",
      );
    });

    it("refuses more steps than an episode may have", async () => {
      const refused = await refusal((episode) => array(episode, "rewards").resize([2 ** 40]));
      expect(refused).to.equal("FILE/episode_0: expected 1 to 1000000 steps, got 1099511627776");
    });

    it("refuses an action that the environment does not take", async () => {
      const refused = await refusal((episode) => {
        array(episode, "actions").write_slice(
          [
            [4, 5],
            [0, 1],
          ],
          Float32Array.of(Number.NaN),
        );
      });
      expect(refused).to.match(/^FILE\/episode_0, step 5: expected /);
    });

    it("refuses an episode that is not there, and keeps none of those before it", async () => {
      await recordByRote(at("cart"), "CartPole-v1", [0, 1]);
      await writeMinari(at("cart"), at("set"), {}, {});
      writeFileSync(
        join(at("set"), "metadata.json"),
        JSON.stringify({ ...metadata("set"), total_episodes: 2 }),
      );
      expect(await sentence(importMinari(at("set"), at("back"), {}))).to.match(
        /main_data\.hdf5\/episode_1: expected a group, got none$/,
      );
      expect(readdirSync(folder())).to.deep.equal(["cart", "set"]);
    });

    it("gives recordings or one sentence, whatever bytes of a file are changed", async () => {
      await recordByRote(at("cart"), "CartPole-v1", [0, 1], { steps: 4 });
      await writeMinari(at("cart"), at("set"), {}, {});
      const whole = readFileSync(data("set"));
      const random = new Random(1);
      for (let round = 0; round < 100; round++) {
        // Each is a file of its own: the HDF5 library knows files that it could not close again.
        const name = `changed-${round}`;
        cpSync(at("set"), at(name), { recursive: true });
        const changed = Uint8Array.from(whole);
        for (let i = 0; i < 3; i++) changed[random.integers(whole.length)] = random.integers(256);
        writeFileSync(data(name), changed);
        await importMinari(at(name), at(`back-${round}`), {}).catch((error: Error) => {
          expect(error.name, error.stack).to.equal("InputError");
          expect(error.message).not.to.include("\n");
        });
      }
    });

    it("refuses what is no HDF5 file, and half of one, in one sentence", async () => {
      await recordByRote(at("cart"), "CartPole-v1", [0, 1]);
      await writeMinari(at("cart"), at("set"), {}, {});
      truncateSync(data("set"), 3000);
      expect(await sentence(importMinari(at("set"), at("back"), {}))).to.match(
        /main_data\.hdf5: expected a whole HDF5 file, got a damaged one \([^\n]*\)$/,
      );
      writeFileSync(data("set"), "no HDF5");
      expect(await sentence(importMinari(at("set"), at("back"), {}))).to.include("got a damaged one");
      writeFileSync(join(at("set"), "metadata.json"), "{");
      expect(await sentence(importMinari(at("set"), at("back"), {}))).to.include(
        "metadata.json: it is not whole JSON",
      );
      expect(await sentence(importMinari(at("cart"), at("back"), {}))).to.include(
        "got no metadata.json in it",
      );
      expect(existsSync(at("back"))).to.equal(false);
    });

    it("refuses other formats of Minari, wrapped environments and those that are not here", async () => {
      await recordByRote(at("cart"), "CartPole-v1", [0, 1]);
      await writeMinari(at("cart"), at("set"), {}, {});
      const { aann_gym: _, env_spec: spec, ...others } = metadata("set");
      const refused = (changes: object) => {
        writeFileSync(
          join(at("set"), "metadata.json"),
          JSON.stringify({ ...others, env_spec: spec, ...changes }),
        );
        return sentence(importMinari(at("set"), at("back"), {}));
      };
      const specWith = (changes: object) => ({
        env_spec: JSON.stringify({ ...JSON.parse(spec), ...changes }),
      });
      expect(await refused({ data_format: "arrow" })).to.include("expected a data set in hdf5, got arrow");
      expect(await refused(specWith({ id: "Hopper-v5" }))).to.include("that is here too, got Hopper-v5");
      expect(await refused(specWith({ additional_wrappers: [{}] }))).to.include(
        "CartPole-v1 without wrappers, got 1",
      );
      expect(await refused(specWith({ kwargs: { no_such: 1 } }))).to.include("got noSuch");
      expect(await refused({ env_spec: undefined })).to.include("expected an env_spec");
    });
  });
});

import { mkdirSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { registered } from "../../../../envs/index.js";
import { envSpecJson } from "../../../../src/recordings/minari/env-spec.js";
import { importMinari } from "../../../../src/recordings/minari/read-minari.js";
import { writeMinari } from "../../../../src/recordings/minari/write-minari.js";
import { verifyRecording } from "../../../../src/recordings/verify.js";
import { pythonHas, runPage, runPython } from "../python.js";
import { recordByRote } from "../rote-recording.js";
import { temporaryFolder } from "../temporary-folder.js";

const FLOAT32 = { physics: "float32" };

/** An environment with its options here, and actions to repeat. */
const EXPORTED = [
  ["CartPole-v1", [0, 1], {}],
  ["LunarLander-v3", [2, 0, 1], FLOAT32],
  ["LunarLanderContinuous-v3", [[0.7, 0.1]], FLOAT32],
  ["FrozenLake-v1", [2, 1], {}],
  ["Blackjack-v1", [1, 1, 0], {}],
  ["Taxi-v4", [0, 3, 2], {}],
  ["CarRacing-v3", [[0.1, 0.6, 0]], FLOAT32],
  ["CarRacing-v3", [3, 1], { ...FLOAT32, continuous: false }],
] as const;

// The package of Gymnasium is there wherever Minari is.
if (pythonHas("minari", "h5py", "PIL")) {
  describe("Minari data sets in Python", function () {
    this.timeout(300_000);
    const folder = temporaryFolder();

    it("have the specifications of Gymnasium's registry", async () => {
      const specs = registered().flatMap((spec) => envSpecJson(spec, { id: spec.id, options: {} }) ?? []);
      expect(specs).to.have.lengthOf.at.least(17);
      expect(await runPython("minari/compare_env_specs.py", JSON.stringify(specs))).to.equal("equal\n");
    });

    for (const [id, actions, options] of EXPORTED) {
      it(`load, and replay in Gymnasium's ${id} ${JSON.stringify(options)} to the bit`, async () => {
        const recordings = join(folder(), "recordings");
        for (const seed of [3, 4]) await recordByRote(recordings, id, actions, { seed, steps: 70, options });
        const set = join(folder(), "sets/tests/rote-v0");
        mkdirSync(set, { recursive: true });
        const { steps } = await writeMinari(
          recordings,
          join(set, "data"),
          { datasetId: "tests/rote-v0", author: "Ada" },
          {},
        );
        const words = [join(folder(), "sets"), "tests/rote-v0", "--exact"];
        const found = JSON.parse(await runPython("minari/check_data_set.py", ...words));
        expect(found).to.deep.include({ id: "tests/rote-v0", steps, environment: id, author: ["Ada"] });
        expect(found.episodes.map(({ seed }: { seed: number }) => seed)).to.deep.equal([3, 4]);
        for (const episode of found.episodes) expect(episode.difference).to.equal(null);
      });
    }
  });
}

if (pythonHas("minari", "h5py", "PIL", "jax")) {
  describe("Minari's DataCollector", function () {
    this.timeout(300_000);
    const folder = temporaryFolder();
    const collect = (id: string, steps: number, ...flags: string[]) =>
      runPython("minari/collect_data_set.py", folder(), "tests/collected-v0", id, String(steps), ...flags);

    for (const id of ["CartPole-v1", "Pendulum-v1", "FrozenLake-v1", "LunarLander-v3", "CarRacing-v3"]) {
      it(`makes data sets of ${id} that import, and are true recordings`, async () => {
        await collect(id, 40);
        const out = join(folder(), "back");
        const { environment, recordings, observationsCompared } = await importMinari(
          join(folder(), "tests/collected-v0"),
          out,
          {},
        );
        expect([environment.id, recordings.length, observationsCompared]).to.deep.equal([id, 3, true]);
        for (const name of recordings) expect(await verifyRecording(join(out, name))).to.equal(undefined);
      });
    }

    for (const id of ["CartPole-v1", "LunarLander-v3"]) {
      it(`draws seeds of 64 bits, with which ${id} replays here and is exported again`, async () => {
        await collect(id, 40, "--auto-seed");
        const [out, again] = [join(folder(), "back"), join(folder(), "sets/tests/again-v0")];
        const { recordings } = await importMinari(join(folder(), "tests/collected-v0"), out, {});
        expect(recordings).to.have.lengthOf(3);
        for (const name of recordings) expect(await verifyRecording(join(out, name))).to.equal(undefined);
        mkdirSync(again, { recursive: true });
        await writeMinari(out, join(again, "data"), { datasetId: "tests/again-v0" }, {});
        const words = [join(folder(), "sets"), "tests/again-v0", "--exact"];
        const found = JSON.parse(await runPython("minari/check_data_set.py", ...words));
        for (const episode of found.episodes) expect(episode.difference).to.equal(null);
      });
    }

    it("is what docs/minari.md shows", () =>
      runPage("docs/minari.md", (place) => ({ MINARI_DATASETS_PATH: join(place, "sets") })));

    it("may keep images as JPEGs, which rewards and ends prove", async () => {
      await collect("CarRacing-v3", 40, "--jpeg");
      const { observationsCompared } = await importMinari(
        join(folder(), "tests/collected-v0"),
        join(folder(), "back"),
        {},
      );
      expect(observationsCompared).to.equal(false);
    });
  });
}

import { join } from "node:path";
import { expect } from "chai";
import { make } from "../../../../envs/index.js";
import { writeLeRobot } from "../../../../src/recordings/lerobot/write-lerobot.js";
import { readRecording } from "../../../../src/recordings/recording-folder.js";
import { replay } from "../../../../src/recordings/replay.js";
import { Mp4Writer } from "../../../../src/viewers/video/mp4-writer.js";
import { pythonHas, runPage, runPython } from "../python.js";
import { recordByRote } from "../rote-recording.js";
import { temporaryFolder } from "../temporary-folder.js";

const FRAMES = 40;

if (pythonHas("lerobot.datasets.lerobot_dataset")) {
  describe("LeRobot data sets in Python", function () {
    this.timeout(300_000);
    const folder = temporaryFolder();

    it("are what docs/lerobot.md shows", () => runPage("docs/lerobot.md", () => ({ HF_HUB_OFFLINE: "1" })));

    for (const [id, actions] of [
      ["CartPole-v1", [0, 1]],
      ["LunarLanderContinuous-v3", [[0.5, 0.25]]],
      ["FrozenLake-v1", [2, 1]],
      ["CarRacing-v3", [[0.125, 0.5, 0]]],
    ] as const) {
      it(`load, with every frame of ${id}`, async () => {
        const recordings = join(folder(), "recordings");
        const observations: unknown[] = [];
        const recorded = [];
        for (const seed of [5, 6]) {
          const file = await recordByRote(recordings, id, actions, { seed, steps: FRAMES });
          const recording = await readRecording(file);
          recorded.push(recording);
          const env = await make(id as never);
          const seen = [...replay(recording, env)].map(({ observation }) => observation);
          observations.push(...seen.slice(0, -1));
        }
        const openVideo = async (file: string, size: { width: number; height: number }, fps: number) =>
          new Mp4Writer(file, size.width, size.height, fps, true);
        const out = join(folder(), "set");
        const summary = await writeLeRobot(recordings, out, { openVideo, task: "by rote" }, {});
        const found = JSON.parse(await runPython("lerobot/check_data_set.py", out));
        expect(found).to.deep.include({ episodes: 2, task: "by rote", seeds: [5, 6] });
        expect(found.frames).to.equal(summary.frames);
        expect(found.features).to.have.members(summary.features);
        const wanted = (values: readonly unknown[]) =>
          values.map((value) => [value].flat(2).map((number) => Math.fround(number as number)));
        expect(found.actions).to.deep.equal(wanted(recorded.flatMap((each) => each.actions)));
        expect(found.rewards).to.deep.equal(wanted(recorded.flatMap((each) => each.rewards)).flat());
        if (found.states) {
          const states = observations.map((each) =>
            typeof each === "number" ? [each] : Array.from(each as []),
          );
          expect(found.states).to.deep.equal(states);
          return;
        }
        for (const [i, each] of (observations as Uint8Array[]).entries()) {
          const mean = each.reduce((sum, value) => sum + value, 0) / each.length;
          expect(found.brightness[i], `frame ${i}`).to.be.closeTo(mean, 3);
        }
      });
    }
  });
}

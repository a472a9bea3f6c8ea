import { mkdtempSync, rmSync } from "node:fs";
import { stat, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run, start } from "./program.js";

/** An environment outside the package: a corridor of eight places, to be walked to the end, drawn as a bar. */
const CORRIDOR = `
import { Box, Discrete } from "aann-gym/envs";
const LENGTH = 8;
class Corridor {
  metadata = { renderModes: ["rgb_array"], renderFps: 5 };
  observationSpace = new Box({ low: 0, high: LENGTH, shape: [2], dtype: "float32" });
  actionSpace = new Discrete(2);
  #place = 0;
  reset() {
    this.#place = 0;
    return [this.#observe(), {}];
  }
  step(action) {
    if (!this.actionSpace.contains(action)) throw new RangeError("expected 0 or 1, got " + action);
    this.#place = Math.max(0, this.#place + (action === 1 ? 1 : -1));
    const ended = this.#place === LENGTH;
    return [this.#observe(), ended ? 1 : -0.01, ended, false, {}];
  }
  render() {
    const data = new Uint8Array(64 * 16 * 3);
    for (let i = 0; i < 64 * 16; i++) data.fill((i % 64) / 8 < this.#place ? 255 : 0, 3 * i, 3 * i + 3);
    return { width: 64, height: 16, data };
  }
  close() {}
  #observe() {
    return Float32Array.of(this.#place, LENGTH - this.#place);
  }
}
export const spec = { id: "Corridor-v0", entryPoint: () => new Corridor(), maxEpisodeSteps: 30, rewardThreshold: 0.9 };
export const adapter = { experts: { forward: () => ({ predict: () => 1 }) } };
`;

interface Subject {
  readonly id: string;
  /** What `--env` says. */
  readonly env: (folder: string) => string;
  /** What the expert reaches at least on every seed that is recorded. */
  readonly expert: number;
  /** What the cloned and searched policy reaches at least on unseen seeds. */
  readonly clone: number;
}

const SUBJECTS: readonly Subject[] = [
  { id: "CartPole-v1", env: () => "CartPole-v1", expert: 500, clone: 100 },
  // Random networks crash at about −200 to −600.
  { id: "LunarLander-v3", env: () => "LunarLander-v3", expert: 100, clone: -400 },
  { id: "Corridor-v0", env: (folder) => join(folder, "corridor.mjs"), expert: 0.92, clone: 0.92 },
];

describe("any environment, from demonstrations to a video", function () {
  this.timeout(240_000);
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-any-"));
  before(() => writeFile(join(folder, "corridor.mjs"), CORRIDOR));
  after(() => rmSync(folder, { recursive: true }));

  async function json(...words: string[]) {
    const { code, stdout, stderr } = await run(...words, "--json");
    expect(code, `${words.join(" ")}\n${stderr}`).to.equal(0);
    return JSON.parse(stdout);
  }

  for (const { id, env: name, expert, clone } of SUBJECTS) {
    it(`takes ${id} through record, train, sense, evaluate and drive --video`, async () => {
      const env = ["--env", name(folder)];
      const place = (file: string) => join(folder, `${id}-${file}`);
      const demos = place("demos");
      const recorded = await json("record", ...env, "--expert", "--episodes", "4", "--out", demos);
      expect(recorded.held).to.have.length(4);
      expect(recorded.minReturn).to.be.at.least(expert);
      // What a recording names is only loaded from the folder that the command is called in, unless a person names it
      // too.
      const isModule = id === "Corridor-v0";
      if (isModule) {
        const { code, stderr } = await start("recordings", "verify", demos).ended;
        expect({ code, lines: stderr.split("\n").length }).to.deep.equal({ code: 2, lines: 3 });
        expect(stderr).to.include("name it with --env");
      }
      const named = isModule ? env : [];
      const verified = await start("recordings", "verify", demos, ...named).ended;
      expect(verified.stdout, verified.stderr).to.match(/^4 of 4 recordings are true/);

      const data = ["--recordings", demos];
      await json("train", ...env, ...data, "--sparsity", "60", "--out", place("clone.json"));
      const better = place("better.json");
      const from = ["--from", place("clone.json"), ...env, ...data];
      await json("sense", ...from, "--neighbours", "300", "--out", better);

      const measure = () => json("evaluate", "--policy", better, ...env, "--episodes", "3");
      const { env: reference, scores, episodes } = await measure();
      expect(reference.id).to.equal(id);
      expect(scores["mean return"]).to.be.at.least(clone);
      expect(scores).to.include.keys("min return", "std return", "episodes");
      expect((await measure()).episodes).to.deep.equal(episodes);

      const video = place("episode.gif");
      const driven = await json("drive", "--policy", better, ...env, "--video", video, "--seed", "20000");
      const { seed, steps, return: sum } = episodes[0];
      expect(driven.episodes).to.deep.equal([{ seed, steps, return: sum }]);
      expect((await stat(video)).size).to.be.above(200);

      const found = ["sense", ...env, "--random", "--objective", "return", "--sparsity", "60"];
      await json(...found, "--neighbours", "10", "--out", place("found.json"));
      const { scores: own } = await json(
        "evaluate",
        "--policy",
        place("found.json"),
        ...env,
        "--episodes",
        "2",
      );
      expect(own["mean return"]).to.be.a("number");
    });
  }
});

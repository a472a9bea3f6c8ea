import { mkdtempSync, rmSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { registered } from "../../../envs/index.js";
import { run } from "./program.js";

/** A walk of five places; `broken` keeps its place over a reset and gives a reward that is no number. */
const walk = (id: string, broken: boolean) => `
import { Box, Discrete } from "aann-gym/envs";
class Walk {
  metadata = { renderModes: [], renderFps: 1 };
  observationSpace = new Box({ low: 0, high: 5, shape: [1], dtype: "float32" });
  actionSpace = new Discrete(2);
  #place = 0;
  reset() {
    ${broken ? "" : "this.#place = 0;"}
    return [Float32Array.of(this.#place), {}];
  }
  step(action) {
    if (!this.actionSpace.contains(action)) throw new RangeError("expected 0 or 1, got " + action);
    this.#place = Math.min(5, Math.max(0, this.#place + 2 * action - 1));
    return [Float32Array.of(this.#place), ${broken ? "NaN" : "1"}, this.#place === 5, false, {}];
  }
  render(mode) { throw new RangeError("expected no render mode, got " + mode); }
  close() {}
}
export const spec = { id: "${id}", entryPoint: () => new Walk() };
`;

describe("aann-gym envs", () => {
  const folder = mkdtempSync(join(tmpdir(), "aann-gym-envs-"));
  after(() => rmSync(folder, { recursive: true }));

  it("lists what is registered, with spaces and experts", async () => {
    const { code, stdout } = await run("envs", "list", "--json");
    expect(code).to.equal(0);
    const { environments } = JSON.parse(stdout) as { environments: { readonly id: string }[] };
    expect(environments.map(({ id }) => id)).to.include.members(
      registered()
        .filter((spec) => spec.gymnasium)
        .map(({ id }) => id),
    );
    expect(environments.find(({ id }) => id === "CartPole-v1")).to.deep.include({
      actionSpace: "Discrete(2)",
      maxEpisodeSteps: 500,
      experts: ["linear"],
    });
    const table = await run("envs", "list");
    expect(table.stdout).to.match(/^CartPole-v1 +Box\[4\] float32 +Discrete\(2\) +500 +475 +linear$/m);
  });

  it("finds nothing wrong with an environment of the gym, and one of the user's own", async () => {
    const own = join(folder, "walk.mjs");
    await writeFile(own, walk("Walk-v0", false));
    for (const environment of ["FrozenLake-v1", own]) {
      const { code, stdout, stderr } = await run("envs", "check", environment);
      expect({ code, stderr }, stdout).to.deep.equal({ code: 0, stderr: "" });
    }
  });

  it("lists the faults of a broken one, and says so by its exit code", async () => {
    const file = join(folder, "broken.mjs");
    await writeFile(file, walk("BrokenWalk-v0", true));
    const { code, stdout, stderr } = await run("envs", "check", file);
    expect(code).to.equal(2);
    expect(stdout).to.match(/reward.*NaN/);
    expect(stdout.trim().split("\n").length).to.be.at.least(2);
    expect(stderr).to.match(/^aann-gym: .*broken\.mjs: \d+ faults\n$/);
  });

  it("refuses what is neither an id nor a module", async () => {
    for (const word of ["Nowhere-v0", join(folder, "nothing.mjs")]) {
      const { code, stderr } = await run("envs", "check", word);
      expect(code).to.equal(2);
      expect(stderr.split("\n")).to.have.length(2);
      expect(stderr).to.match(/^aann-gym: command envs check: expected /);
    }
  });
});

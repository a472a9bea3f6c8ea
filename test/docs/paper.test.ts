import { execFileSync } from "node:child_process";
import { readFileSync } from "node:fs";
import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { FIGURES } from "../../src/figures/figures.js";
import { FamilyBuilder } from "../../src/sense/families/family.js";
import { writeFamily } from "../../src/sense/families/family-file.js";
import { swapsBetween } from "../../src/sense/families/swaps.js";
import { PAPER_SCHEDULES } from "../../src/sense/paper-schedules.js";
import { blocksOf } from "../examples.js";
import { networkOf, policyOf } from "../src/sense/families/networks.js";

describe("docs/paper.md", () => {
  it("has a reader of family files that is right", async () => {
    const folder = await mkdtemp(join(tmpdir(), "aann-gym-paper-"));
    try {
      const options = { scoreName: "validation accuracy", tolerance: 1, most: 9 };
      const builder = new FamilyBuilder(policyOf(networkOf(0)), options);
      for (const seed of [0, 1, 2]) {
        builder.offer(swapsBetween(networkOf(0), networkOf(seed)), 0.9 - seed / 100);
      }
      const family = builder.family();
      await writeFamily(join(folder, "family.json"), family);
      await writeFile(join(folder, "read.mjs"), blocksOf("docs/paper.md", "js")[0]);
      const words = [join(folder, "read.mjs"), join(folder, "family.json")];
      const scores = family.members.map(({ score }) => `${score}\n`).join("");
      expect(execFileSync(process.execPath, words, { encoding: "utf8" })).to.equal(`${scores}whole\n`);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  it("names every figure and every schedule", () => {
    const text = readFileSync(join(import.meta.dirname, "../../../docs/paper.md"), "utf8");
    for (const name of FIGURES.keys()) expect(text).to.match(new RegExp(`^\\| .*\\b${name}\\b.* \\|`, "m"));
    for (const [name, { neighbourhoods }] of Object.entries(PAPER_SCHEDULES)) {
      expect(text).to.match(new RegExp(`^\\| \`${name}\` .* \\| ${neighbourhoods} \\|$`, "m"));
    }
  });
});

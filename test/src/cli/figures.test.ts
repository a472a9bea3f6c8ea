import { existsSync } from "node:fs";
import { mkdtemp, readFile, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect } from "chai";
import { run } from "./program.js";

describe("aann-gym figures", () => {
  let folder: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-figures-command-"));
  });
  after(() => rm(folder, { recursive: true }));

  it("refuses a figure that there is not, two protocols, and a file instead of a folder", async () => {
    const refused = async (...words: string[]) => {
      const { code, stdout, stderr } = await run("figures", ...words);
      expect({ code, stdout }).to.deep.equal({ code: 2, stdout: "" });
      return stderr;
    };
    expect(await refused("13")).to.match(
      /^aann-gym: figures: expected names out of 2a, 2b, 3, .*, got 13\n$/,
    );
    expect(await refused("3", "--quick", "--paper")).to.match(/--quick and --paper: expected one of the two/);
    const file = join(folder, "file");
    await writeFile(file, "");
    expect(await refused("3", "--out", file)).to.match(/file: expected a folder/);
    expect(await readFile(file, "utf8")).to.equal("");
    expect(existsSync(join(folder, "runs"))).to.equal(false);
  });
});

import { readFile } from "node:fs/promises";
import { expect } from "chai";
import { fixture } from "./fixture.js";
import { run } from "./src/cli/program.js";
import { temporaryFolder } from "./src/recordings/temporary-folder.js";

describe("results for fixed seeds", function () {
  this.timeout(300_000);
  const folder = temporaryFolder();

  it("are those of aann-gym 0.1.0", async () => {
    const program = async (...words: string[]) => {
      const { code, stdout, stderr } = await run(...words);
      expect({ code, stderr }, words.join(" ")).to.deep.equal({ code: 0, stderr: "" });
      return stdout;
    };
    const expected = JSON.parse(await readFile("test/golden/fixture.json", "utf8"));
    expect(await fixture(program, folder())).to.deep.equal(expected);
  });
});

import { spawnSync } from "node:child_process";
import { mkdirSync, symlinkSync } from "node:fs";
import { join } from "node:path";
import { expect } from "chai";
import { temporaryFolder } from "../src/recordings/temporary-folder.js";

/** Runs a Node program of the project, with nothing on its path but what is named. */
function node(words: string[], path = process.env.PATH) {
  const { CHROME_PATH: _, ...env } = process.env;
  return spawnSync(process.execPath, words, {
    env: { ...env, PATH: path },
    encoding: "utf8",
    timeout: 50_000,
  });
}

describe("the test run", () => {
  const folder = temporaryFolder();
  const progress = "dist/test/src/cli/progress.test.js";
  const printable = "dist/test/src/printable.test.js";

  it("takes the files that are named, and no others", () => {
    for (const program of ["node_modules/mocha/bin/mocha.js", "scripts/test.js"]) {
      const { status, stdout } = node([program, "--spec", progress, "--grep", "writes durations"]);
      expect({ status, passing: /(\d+) passing/.exec(stdout)?.[1] }, stdout).to.deep.equal({
        status: 0,
        passing: "1",
      });
    }
  });

  it("fails when no test is chosen, and says so", () => {
    for (const more of [[], ["--parallel"]]) {
      const words = ["node_modules/mocha/bin/mocha.js", ...more, "--spec", progress, "--grep", "nomatch"];
      const { status, stderr } = node(words);
      expect({ status, stderr }).to.deep.equal({ status: 1, stderr: "No test was chosen.\n" });
    }
  });

  it("passes though a file has no test that is chosen, or defines none here", () => {
    const { status, stdout } = node(["scripts/test.js", progress, printable, "--grep", "writes durations"]);
    expect({ status, passing: /(\d+) passing/.exec(stdout)?.[1] }, stdout).to.deep.equal({
      status: 0,
      passing: "1",
    });
  });

  it("says how to get what tests are skipped without", () => {
    const lacking = (path: string) =>
      node(["scripts/test.js", "--spec", progress, "--grep", "durations"], path).stderr;
    expect(lacking(folder())).to.include("apt-get install --no-install-recommends chromium redis-server");
    const programs = join(folder(), "programs");
    mkdirSync(programs);
    for (const name of ["chromium", "redis-server"]) symlinkSync(process.execPath, join(programs, name));
    expect(lacking(programs)).to.equal("");
  });
});

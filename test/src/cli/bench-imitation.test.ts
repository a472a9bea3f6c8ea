import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { Standing } from "../../../src/benchmarks/imitation/compare.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";

describe("aann-gym bench imitation", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("compares a policy with the expert, and drives nothing twice", async () => {
    const policy = join(folder(), "policy.json");
    await writeRandomPolicy(policy, 1);
    const words = ["--policy", policy, "--tracks", "1", "--out", folder(), "--json"];
    const { code, stdout, stderr } = await run("bench", "imitation", ...words);
    expect({ code, stderr }).deep.equals({ code: 0, stderr: "" });
    const { standings } = JSON.parse(stdout) as { standings: Standing[] };
    const [expert, random] = standings;
    expect(expert).include({ name: "expert", agreement: 1, balanced: 1 });
    expect(expert.returns.plain).include({ tracks: 1, spread: 0, solved: 1 });
    expect(expert.returns.plain.lowest).equals(expert.returns.plain.mean);
    expect(random.returns.plain.mean).below(200);
    expect(random).include({ name: policy, nonZeros: 11_380, bytes: 28_451 });
    expect(JSON.parse(await readFile(join(folder(), "results.json"), "utf8"))).deep.equals(standings);

    const driven = join(folder(), "driven");
    const written = async () =>
      Promise.all((await readdir(driven)).map(async (name) => (await stat(join(driven, name))).mtimeMs));
    const before = await written();
    const again = await run("bench", "imitation", ...words);
    expect(again.code).equals(0);
    expect(await written()).deep.equals(before);
    expect(JSON.parse(again.stdout).standings[1].returns).deep.equals(random.returns);
  });

  it("says which file is not a policy", async () => {
    const file = join(folder(), "missing.json");
    const { code, stderr } = await run("bench", "imitation", "--policy", file, "--out", folder());
    expect(code).equals(2);
    expect(stderr).match(/^aann-gym: .*missing\.json.*\n$/);
  });
});

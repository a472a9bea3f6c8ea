import { readdir, readFile, stat } from "node:fs/promises";
import { join } from "node:path";
import { expect } from "chai";
import type { EntryResult } from "../../../src/benchmarks/imitation/compare.js";
import type { Report } from "../../../src/benchmarks/imitation/report.js";
import { temporaryFolder } from "../recordings/temporary-folder.js";
import { run, start } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";

describe("aann-gym bench imitation", function () {
  this.timeout(120_000);
  const folder = temporaryFolder();

  it("compares a policy with the expert, and runs nothing twice", async () => {
    const policy = join(folder(), "policy.json");
    await writeRandomPolicy(policy, 1);
    const words = ["--policy", policy, "--episodes", "1", "--out", folder(), "--json"];
    const { code, stdout, stderr } = await run("bench", "imitation", ...words);
    expect({ code, stderr }).deep.equals({ code: 0, stderr: "" });
    const { page, out, ...report } = JSON.parse(stdout) as Report & { page: string; out: string };
    const { entries } = report;
    const [expert, random] = entries as [EntryResult, EntryResult];
    expect(expert).include({ name: "expert", agreement: 1, balanced: 1 });
    expect(expert.returns.plain).include({ episodes: 1, std: 0, solved: 1 });
    expect(expert.returns.plain!.min).equals(expert.returns.plain!.mean);
    expect(random.returns.plain!.mean).below(200);
    expect(random).include({ name: policy, nonZeros: 11_380, bytes: 28_451 });
    expect([out, page]).deep.equals([folder(), join(folder(), "index.html")]);
    const kept6 = JSON.parse(JSON.stringify(report), (_, value) =>
      typeof value === "number" ? Number(value.toPrecision(6)) : value,
    );
    expect(JSON.parse(await readFile(join(folder(), "results.json"), "utf8"))).deep.equals(kept6);

    const kept = join(folder(), "episodes");
    const written = async () =>
      Promise.all((await readdir(kept)).map(async (name) => (await stat(join(kept, name))).mtimeMs));
    const before = await written();
    const again = await run("bench", "imitation", ...words);
    expect(again.code).equals(0);
    expect(await written()).deep.equals(before);
    expect(JSON.parse(again.stdout).entries[1].returns).deep.equals(random.returns);
  });

  it("says how far it is, and how a stopped one goes on", async () => {
    const { child, ended } = start(
      ...["bench", "imitation", "--env", "CartPole-v1", "--quick", "--out", folder()],
    );
    child.stderr!.on("data", (text) => {
      // Twice would stop it at once.
      if (/^Training p-SIREN/m.test(String(text)) && !child.killed) child.kill("SIGINT");
    });
    const { code, stdout, stderr } = await ended;
    expect(code, stderr).equals(130);
    expect(stderr).match(/^Policy 1 of \d+: p-SIREN, 80 %\. \d+ s so far\.$/m);
    expect(stdout).equals(
      `Stopped. What is finished is in ${folder()}; the same command goes on from there.\n`,
    );
  });

  it("says which file is not a policy", async () => {
    const file = join(folder(), "missing.json");
    const { code, stderr } = await run("bench", "imitation", "--policy", file, "--out", folder());
    expect(code).equals(2);
    expect(stderr).match(/^aann-gym: .*missing\.json.*\n$/);
  });
});

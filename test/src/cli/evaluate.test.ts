import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect } from "chai";
import { run, start } from "./program.js";
import { writeRandomPolicy } from "./random-policy.js";

describe("aann-gym evaluate", function () {
  this.timeout(60_000);
  let folder: string;
  let driver: string;
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), "aann-gym-evaluate-"));
    driver = join(folder, "driver.json");
    await writeRandomPolicy(driver, 1);
  });
  after(() => rm(folder, { recursive: true }));

  it("measures return and agreement on tracks of its own, the same on any number of threads", async () => {
    const measure = async (threads: string) => {
      const words = [
        "--policy",
        driver,
        "--tracks",
        "2",
        "--threads",
        threads,
        "--physics",
        "float32",
        "--json",
      ];
      const { code, stdout, stderr } = await run("evaluate", ...words);
      expect({ code, stderr }).to.deep.equal({ code: 0, stderr: "" });
      return JSON.parse(stdout);
    };
    const { task, scores, laps } = await measure("1");
    expect(task).to.equal("car-racing");
    expect(laps.map(({ seed }: { seed: number }) => seed)).to.deep.equal([20_000, 20_001]);
    expect(scores).to.include({ tracks: 2, "tracks ≥ 900": 0 });
    expect(scores["mean return"]).to.equal((laps[0].return + laps[1].return) / 2);
    expect(scores.agreement).to.be.within(0, 1);
    expect((await measure("2")).scores).to.deep.equal(scores);
  });

  it("stops by Ctrl-C with one object that says so", async () => {
    const { child, ended } = start("evaluate", "--policy", driver, "--tracks", "1000", "--json");
    // Until it listens. It says nothing that one could wait for, and a machine may be busy.
    await sleep(4000);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).to.equal(130);
    expect(JSON.parse(stdout)).to.deep.equal({ interrupted: true });
  });

  for (const [word, limits] of [
    ["0", "from 1 to 1,000,000"],
    ["1e12", "from 1 to 1,000,000"],
  ] as const) {
    it(`refuses ${word} tracks`, async () => {
      const { code, stderr } = await run("evaluate", "--policy", driver, "--tracks", word);
      expect({ code, stderr }).to.deep.equal({
        code: 2,
        stderr: `aann-gym: option --tracks: expected a whole number ${limits}, got ${word}\n`,
      });
    });
  }
});

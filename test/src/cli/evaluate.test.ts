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

  it("measures return and agreement on seeds of its own, the same on any number of threads", async () => {
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
    const { env, scores, episodes } = await measure("1");
    expect(env).to.deep.equal({ id: "CarRacing-v3", options: { physics: "float32" } });
    expect(episodes.map(({ seed }: { seed: number }) => seed)).to.deep.equal([20_000, 20_001]);
    expect(scores).to.include({ episodes: 2, "episodes >= 900": 0 });
    expect(scores["mean return"]).to.equal((episodes[0].return + episodes[1].return) / 2);
    expect(scores["min return"]).to.equal(Math.min(episodes[0].return, episodes[1].return));
    expect(scores.agreement).to.be.within(0, 1);
    expect((await measure("2")).scores).to.deep.equal(scores);
  });

  it("stops by Ctrl-C with one object that says so", async () => {
    const { child, ended } = start(
      "evaluate",
      "--policy",
      driver,
      "--tracks",
      "1000",
      "--threads",
      "1",
      "--json",
    );
    // Until it listens. It says nothing that one could wait for, and a machine may be busy.
    await sleep(4000);
    child.kill("SIGINT");
    const { code, stdout } = await ended;
    expect(code).to.equal(130);
    expect(JSON.parse(stdout)).to.deep.equal({ interrupted: true });
  });

  it("counts as many episodes as were asked for, though the expert runs them too", async () => {
    const { stderr } = await run("evaluate", "--policy", driver, "--episodes", "1", "--threads", "1");
    expect(stderr).to.match(/^Evaluating: 1 of 1 episodes/m);
    expect(stderr).to.not.include("of 2");
  });

  it("takes the option names of 0.1.0", async () => {
    const measure = async (...words: string[]) => {
      const { stdout } = await run("evaluate", "--policy", driver, "--threads", "1", "--json", ...words);
      return JSON.parse(stdout).episodes;
    };
    const episodes = await measure("--episodes", "1", "--first-seed", "7");
    expect(episodes[0].seed).to.equal(7);
    expect(await measure("--tracks", "1", "--first-track", "7")).to.deep.equal(episodes);
  });

  for (const word of ["0", "1e12"]) {
    it(`refuses ${word} episodes`, async () => {
      for (const name of ["--episodes", "--tracks"]) {
        expect(await run("evaluate", "--policy", driver, name, word)).to.deep.equal({
          code: 2,
          stdout: "",
          stderr: `aann-gym: option --episodes: expected a whole number from 1 to 1,000,000, got ${word}\n`,
        });
      }
    });
  }

  it("refuses a policy in another environment than its own", async () => {
    expect(await run("evaluate", "--policy", driver, "--env", "CartPole-v1")).to.deep.equal({
      code: 2,
      stdout: "",
      stderr: `aann-gym: option --env: expected CarRacing-v3, for which ${driver} was made, got CartPole-v1\n`,
    });
  });
});
